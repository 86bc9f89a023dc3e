import CWCTestSupport
import Testing

@testable import CWCTraining

@Suite struct BitDesignTests {
    /// Roughly normal numbers of variance one: sums of twelve uniform ones.
    private func samples(_ components: Int) -> [[Float]] {
        var random = SeededRandom(seed: 71)
        return (0..<components).map { _ in
            (0..<500).map { _ in
                (0..<12).reduce(Float(-6)) { sum, _ in sum + Float.random(in: 0..<1, using: &random)
                }
            }
        }
    }

    @Test func everyBitComesOnceAndInOrder() {
        let design = BitDesign(
            samples: samples(6), variances: [32, 16, 8, 4, 2, 1], count: 12)
        #expect(design.planes.count == 12)
        #expect(Set(design.planes).count == 12)
        #expect(design.bitCounts.reduce(0, +) == 12)
        for (index, plane) in design.planes.enumerated() {
            let earlier = design.planes[..<index].filter { $0.component == plane.component }
            #expect(plane.bit == earlier.count)
            #expect(design.index(component: plane.component, bit: plane.bit) == index)
        }
        #expect(design.index(component: 0, bit: 3) == nil)
        // The largest component comes first and has all its bits, the smallest has the fewest.
        #expect(design.planes[0] == BitDesign.Plane(component: 0, bit: 0))
        #expect(design.bitCounts[0] == BitDesign.maximumBits)
        #expect(design.bitCounts == design.bitCounts.sorted(by: >))
    }

    /// The best steps for a normal distribution are known (Max 1960): 1.596, 0.996 and 0.586.
    @Test func stepsOfANormalDistribution() {
        for (bits, step) in [(1, Float(1.596)), (2, 0.996), (3, 0.586)] {
            let design = BitDesign(samples: samples(1), variances: [1], count: bits)
            #expect(design.bitCounts == [bits])
            // The search looks at steps 0.24, 0.12 and 0.06 / 2 apart, on 500 samples.
            #expect(abs(design.steps[0] - step) < 0.15 * step, "\(bits) bits")
        }
    }
}
