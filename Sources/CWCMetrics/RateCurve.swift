#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The rate that a codec needs, as a function of quality: between measured points, the natural
/// logarithm of the rate is a piecewise cubic that keeps monotonic (PCHIP).
public struct RateCurve: Sendable {
    private let qualities: [Double]
    private let logRates: [Double]
    /// Derivatives at the points.
    private let slopes: [Double]

    /// The lowest measured quality.
    public var lowest: Double { qualities[0] }
    /// The highest measured quality.
    public var highest: Double { qualities[qualities.count - 1] }

    /// The curve through points, which may come in any order.
    ///
    /// - Throws: `tooFewPoints` below two, `unusablePoint` for a rate that is not above zero, a
    ///   figure that is not finite, or a quality that is there twice.
    public init(_ points: [RatePoint]) throws(MetricsError) {
        guard points.count >= 2 else { throw .tooFewPoints }
        let sorted = points.sorted { $0.quality < $1.quality }
        for (index, point) in sorted.enumerated() {
            let repeats = index > 0 && sorted[index - 1].quality == point.quality
            guard point.rate > 0, point.rate.isFinite, point.quality.isFinite, !repeats else {
                throw .unusablePoint(point)
            }
        }
        qualities = sorted.map(\.quality)
        logRates = sorted.map { log($0.rate) }
        slopes = monotonicSlopes(qualities, logRates)
    }

    /// The rate at a quality; nil outside of what was measured.
    public func rate(at quality: Double) -> Double? {
        guard (lowest...highest).contains(quality) else { return nil }
        let piece = (1..<qualities.count).first { quality <= qualities[$0] } ?? 1
        return exp(value(at: quality, piece: piece))
    }

    /// The exact integral: Simpson's rule has no error on a cubic.
    func integral(from low: Double, to high: Double) -> Double {
        var sum = 0.0
        for index in 1..<qualities.count {
            let (a, b) = (max(low, qualities[index - 1]), min(high, qualities[index]))
            guard a < b else { continue }
            let ends = value(at: a, piece: index) + value(at: b, piece: index)
            sum += (b - a) / 6 * (ends + 4 * value(at: 0.5 * (a + b), piece: index))
        }
        return sum
    }

    /// The cubic between points `piece - 1` and `piece`, in Hermite's form.
    private func value(at quality: Double, piece: Int) -> Double {
        let length = qualities[piece] - qualities[piece - 1]
        let t = (quality - qualities[piece - 1]) / length
        let s = 1 - t
        let levels =
            logRates[piece - 1] * s * s * (1 + 2 * t) + logRates[piece] * t * t * (1 + 2 * s)
        let bends = length * s * t * (slopes[piece - 1] * s - slopes[piece] * t)
        return levels + bends
    }
}

/// The slopes of Fritsch and Butland: a weighted harmonic mean of those of the neighbouring chords,
/// zero at a turn; at the ends by a parabola, held back so that the curve does not turn there.
private func monotonicSlopes(_ x: [Double], _ y: [Double]) -> [Double] {
    let steps: [Double] = zip(x.dropFirst(), x).map { $0 - $1 }
    let chords: [Double] = zip(zip(y.dropFirst(), y), steps).map { ($0.0 - $0.1) / $1 }
    if chords.count == 1 { return [chords[0], chords[0]] }

    func end(_ near: Int, _ far: Int) -> Double {
        let (h0, h1, d0, d1) = (steps[near], steps[far], chords[near], chords[far])
        let slope = ((2 * h0 + h1) * d0 - h0 * d1) / (h0 + h1)
        if slope * d0 <= 0 { return 0 }
        if d0 * d1 <= 0, abs(slope) > 3 * abs(d0) { return 3 * d0 }
        return slope
    }
    var slopes = [end(0, 1)]
    for index in 1..<chords.count {
        let (before, after) = (chords[index - 1], chords[index])
        let w0 = 2 * steps[index] + steps[index - 1]
        let w1 = steps[index] + 2 * steps[index - 1]
        slopes.append(before * after <= 0 ? 0 : (w0 + w1) / (w0 / before + w1 / after))
    }
    return slopes + [end(chords.count - 1, chords.count - 2)]
}
