#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A point of a rate–distortion curve.
public struct RatePoint: Hashable, Sendable {
    /// Bits per pixel, or any other rate; above zero.
    public var rate: Double
    /// PSNR or another figure in dB: more is better.
    public var quality: Double

    /// A point from its figures.
    public init(rate: Double, quality: Double) {
        self.rate = rate
        self.quality = quality
    }
}

/// Bjøntegaard's rate difference in percent: how much more rate `test` needs than `reference` for
/// the same quality, on average over the interval of quality that both curves cover. Below zero,
/// `test` is the better one.
///
/// The curves are those of ``RateCurve``, integrated exactly. Points may come in any order.
public func bdRate(
    reference: [RatePoint], test: [RatePoint]
) throws(MetricsError) -> Double {
    try bdRate(reference: RateCurve(reference), test: RateCurve(test))
}

/// The same of two curves.
public func bdRate(reference: RateCurve, test: RateCurve) throws(MetricsError) -> Double {
    let low = max(reference.lowest, test.lowest)
    let high = min(reference.highest, test.highest)
    guard low < high else { throw .noOverlap }
    let area = test.integral(from: low, to: high) - reference.integral(from: low, to: high)
    return (exp(area / (high - low)) - 1) * 100
}
