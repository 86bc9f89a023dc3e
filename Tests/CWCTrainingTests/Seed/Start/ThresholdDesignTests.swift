import CWCTestSupport
import Testing

@testable import CWCTraining

@Suite struct ThresholdDesignTests {
    /// Roughly normal numbers of variance one: sums of twelve uniform ones.
    private func normal(using random: inout SeededRandom) -> [Float] {
        (0..<2000).map { _ in
            (0..<12).reduce(Float(-6)) { sum, _ in sum + Float.random(in: 0..<1, using: &random) }
        }
    }

    /// The first threshold of a normal component is its mean, the next two lie at either side.
    @Test func thresholdsOfOneComponent() {
        var random = SeededRandom(seed: 81)
        let design = ThresholdDesign(samples: [normal(using: &random)], variances: [1], count: 3)
        let thresholds = design.planes.map(\.threshold)
        #expect(abs(thresholds[0]) < 0.16)
        // Halves of a normal distribution have their means at ±0.8.
        let rest = thresholds[1...].sorted()
        #expect((-1.2 ... -0.5).contains(rest[0]) && (0.5...1.2).contains(rest[1]))
    }

    /// Every plane lowers the error, the largest component comes first and gets the most.
    @Test func planesGoWhereTheyCount() {
        var random = SeededRandom(seed: 82)
        let samples = (0..<4).map { _ in normal(using: &random) }
        let design = ThresholdDesign(samples: samples, variances: [9, 3, 1, 0.1], count: 16)
        #expect(design.planes.count == 16)
        #expect(Set(design.planes).count == 16)
        #expect(design.planes[0].component == 0)
        let counts = (0..<4).map { j in design.planes.count { $0.component == j } }
        #expect(counts == counts.sorted(by: >) && counts[0] > counts[2])
    }

    /// By error per bit rare events come early; a price of planes puts them off.
    @Test func errorPerBit() {
        var random = SeededRandom(seed: 83)
        // One component that is nearly always zero, and a hundred times larger where it is not.
        let rare = (0..<2000).map { $0 % 100 == 0 ? Float(6) : 0 }
        let samples = [normal(using: &random), rare]
        func components(_ criterion: ThresholdDesign.Criterion) -> [Int] {
            ThresholdDesign(
                samples: samples, variances: [1, 0.6], count: 4, criterion: criterion
            ).planes.map(\.component)
        }
        #expect(components(.errorPerBit(planeCost: 0.05))[0] == 1)
        #expect(components(.errorPerBit(planeCost: 1))[0] == 0)
        #expect(components(.error)[0] == 0)
    }

    /// Planes of components that differ in variance, chosen by error saved for entropy.
    private func fourComponents(
        planes: Int, seed: UInt64
    ) -> (design: ThresholdDesign, samples: [[Float]]) {
        var random = SeededRandom(seed: seed)
        let samples = (0..<4).map { _ in normal(using: &random) }
        let design = ThresholdDesign(
            samples: samples, variances: [9, 3, 1, 0.1], count: planes,
            criterion: .errorPerBit(planeCost: 0.1))
        return (design, samples)
    }

    /// Ones are rare, but for one plane of each group.
    @Test func sparseBits() {
        var (design, samples) = fourComponents(planes: 16, seed: 84)
        let flags = design.makeSparse(groupsOf: 4)
        #expect(flags.map { $0 / 4 } == [0, 1, 2, 3])
        for (index, plane) in design.planes.enumerated() {
            let values = samples[plane.component]
            let ones = values.count { ($0 > plane.threshold) == plane.isAbove }
            let share = Double(ones) / Double(values.count)
            #expect(flags.contains(index) ? share >= 0.5 : share <= 0.51, "plane \(index)")
        }
    }

    /// Stages hold the planes that they held before, component by component, and what comes again is
    /// named.
    @Test func stages() {
        var design = fourComponents(planes: 24, seed: 85).design
        let before = design.planes
        let refinements = design.arrange(stagesTo: [8, 24])
        #expect(Set(design.planes[..<8]) == Set(before[..<8]))
        #expect(Set(design.planes) == Set(before))
        for stage in [0..<8, 8..<24] {
            let components = design.planes[stage].map(\.component)
            let changes = zip(components, components.dropFirst()).count { $0 != $1 }
            #expect(changes == Set(components).count - 1)
        }
        #expect(!refinements.isEmpty)
        for refinement in refinements {
            let first = refinement.planes.lowerBound
            #expect(first >= 8)
            #expect(design.planes[..<8].contains { $0.component == refinement.component })
            #expect(
                design.planes[refinement.planes].allSatisfy {
                    $0.component == refinement.component
                })
        }
    }
}
