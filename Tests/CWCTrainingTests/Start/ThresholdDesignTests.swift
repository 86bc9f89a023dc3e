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
}
