import CWCSeed
import Testing

@testable import CWCTraining

@Suite struct QualityCurveTests {
    /// Importance logits spread over −3…3, as a picture of even variety would have them.
    private let curve = QualityCurve(levels: 16, logits: (0..<601).map { Float($0 - 300) / 100 })

    private func share(quality: Int) -> Double {
        let tables = curve.tables
        let shift = tables.shift(quality: quality)
        let groups = curve.logits.reduce(0) { sum, logit in
            sum + 1 + tables.level(logit: Int16((logit * 256).rounded()), shift: shift)
        }
        return Double(groups) / Double(16 * curve.logits.count)
    }

    /// Level `l` begins where the sigmoid of the logit reaches `l / 16`.
    @Test func thresholds() {
        let thresholds = curve.tables.thresholds
        #expect(thresholds.count == 15)
        // ln(1/15)·256 = −693.3, ln(1)·256 = 0, ln(15)·256 = 693.3; the next whole number above.
        #expect(thresholds[0] == -693 && thresholds[7] == 0 && thresholds[14] == 694)
    }

    /// From nearly the least to nearly all, in equal factors.
    @Test func sharesOfQualities() {
        let shares = stride(from: 0, through: 10_000, by: 1000).map(share(quality:))
        #expect(abs(shares[0] - 1.02 / 16) < 0.002)
        #expect(abs(shares[10] - 0.985) < 0.005)
        let factor = (0.985 / (1.02 / 16))
        for (knot, share) in shares.enumerated() {
            let expected = 1.02 / 16 * raise(factor, to: Double(knot) / 10)
            #expect(abs(share / expected - 1) < 0.03, "knot \(knot)")
        }
    }
}
