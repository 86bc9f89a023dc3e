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
            samples: samples(6), variances: [32, 16, 8, 4, 2, 1], count: 12, foldedComponents: 6)
        #expect(design.planes.count == 12)
        #expect(Set(design.planes).count == 12)
        #expect(design.bitCounts.reduce(0, +) == 12)
        for (index, plane) in design.planes.enumerated() {
            let earlier = design.planes[..<index].count { $0.component == plane.component }
            #expect(plane.bit == earlier)
            #expect(design.index(component: plane.component, bit: plane.bit) == index)
        }
        #expect(design.index(component: 5, bit: BitDesign.maximumBits) == nil)
        // The largest component comes first and has the most bits.
        #expect(design.planes[0] == BitDesign.Plane(component: 0, bit: 0))
        #expect(design.bitCounts == design.bitCounts.sorted(by: >))
        #expect(design.bitCounts[0] > 2)
    }

    /// Without room for folds two bits are the most.
    @Test(arguments: [0, 1, 3])
    func foldsAreLimited(folded: Int) {
        let design = BitDesign(
            samples: samples(6), variances: [32, 16, 8, 4, 2, 1], count: 12,
            foldedComponents: folded)
        #expect(design.bitCounts.count { $0 > 2 } <= folded)
        #expect(design.bitCounts.reduce(0, +) == 12)
    }

    /// The best steps of a normal distribution are known (Max 1960); the first threshold of a
    /// magnitude is half the range of `2^bits` cells.
    @Test func thresholdsOfANormalDistribution() {
        for (bits, step) in [(2, Float(0.996)), (3, 0.586), (4, 0.335)] {
            let design = BitDesign(
                samples: samples(1), variances: [1], count: bits, foldedComponents: 1)
            #expect(design.bitCounts == [bits])
            for bit in 1..<bits {
                let expected = step * Float(1 << (bits - 1 - bit))
                // The search takes steps of a tenth or less; there are 500 samples.
                let threshold = design.threshold(component: 0, bit: bit)
                #expect(abs(threshold - expected) < 0.15 * expected, "bit \(bit) of \(bits)")
            }
        }
    }
}
