import CWCMetrics
import Testing

/// References come from SciPy's `PchipInterpolator` over `log10(rate)` and its `integrate`:
///
///     area = lambda points: PchipInterpolator(qualities, log10(rates)).integrate(low, high)
///     (10 ** ((area(test) - area(reference)) / (high - low)) - 1) * 100
@Suite struct BDRateTests {
    private static let reference = curve([
        (0.15, 24.1), (0.25, 26.6), (0.5, 29.4), (1.0, 32.7), (1.6, 35.9),
    ])

    private static func curve(_ points: [(Double, Double)]) -> [RatePoint] {
        points.map { RatePoint(rate: $0.0, quality: $0.1) }
    }

    /// The second has two points only; the rate of the third falls once as quality rises.
    @Test(arguments: [
        (curve([(0.11, 25.2), (0.21, 27.5), (0.4, 30.3), (0.83, 33.6)]), -33.90757551389216),
        (curve([(0.3, 24.9), (0.5, 31)]), 10.606819068245077),
        (
            curve([(0.2, 22.0), (0.3, 28.0), (0.29, 30.0), (0.9, 31.0), (2.0, 39.0)]),
            7.191554849042103
        ),
    ])
    func agreesWithSciPy(test: [RatePoint], expected: Double) throws {
        let rate = try bdRate(reference: Self.reference, test: test)
        #expect(abs(rate - expected) < 1e-9)
        #expect(try bdRate(reference: Self.reference, test: test.reversed()) == rate)
    }

    @Test func constantFactorIsFoundExactly() throws {
        let dearer = Self.reference.map { RatePoint(rate: $0.rate * 1.25, quality: $0.quality) }
        #expect(abs(try bdRate(reference: Self.reference, test: dearer) - 25) < 1e-9)
        #expect(try bdRate(reference: Self.reference, test: Self.reference) == 0)
    }

    @Test func ratesOfACurve() throws {
        let curve = try RateCurve(Self.reference)
        #expect(curve.lowest == 24.1 && curve.highest == 35.9)
        for point in Self.reference {
            let rate = try #require(curve.rate(at: point.quality))
            #expect(abs(rate - point.rate) < 1e-12)
        }
        // exp(PchipInterpolator(qualities, log(rates))(31))
        let between = try #require(curve.rate(at: 31))
        #expect(abs(between - 0.7156026670618171) < 1e-12)
        #expect(curve.rate(at: 24) == nil && curve.rate(at: 36) == nil)
    }

    @Test func curvesThatCannotBeCompared() {
        func check(_ error: MetricsError, _ test: [(Double, Double)]) {
            #expect(throws: error) {
                try bdRate(reference: Self.reference, test: Self.curve(test))
            }
        }
        check(.tooFewPoints, [(1, 30)])
        check(.noOverlap, [(1, 40), (2, 41)])
        check(.noOverlap, [(1, 35.9), (2, 41)])
        check(.unusablePoint(RatePoint(rate: 0, quality: 30)), [(0, 30), (1, 31)])
        check(.unusablePoint(RatePoint(rate: 2, quality: 30)), [(1, 30), (2, 30)])
        check(
            .unusablePoint(RatePoint(rate: 1, quality: .infinity)), [(0.5, 30), (1, .infinity)])
    }
}
