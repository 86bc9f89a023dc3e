/// Quantization steps at the coarsest quality, of which all others follow: one for each band.
///
/// In units of 2⁻¹⁰ of a pixel's. A band's step is the common step divided by the length of its
/// basis functions in RGB, so that equal error in every band costs equal error in pixels; a model
/// may have others. Spec model §4.10.
public struct BandGains: Hashable, Sendable {
    /// Of the low bands of the three components.
    public var low: [UInt32]
    /// By level, the finest first, nine each.
    public var details: [[UInt32]]

    /// Gains from their parts.
    public init(low: [UInt32], details: [[UInt32]]) {
        self.low = low
        self.details = details
    }

    /// The common step at quality 0: 192 grey levels.
    public static let common: UInt32 = 192 << 10

    /// Steps that cost equal error in RGB. For those who make models: a codec reads them.
    public static func equalError(levels: Int) -> BandGains {
        func gain(_ norm: Double) -> UInt32 { UInt32((Double(common) / norm).rounded()) }
        return BandGains(
            low: colourNorms.map { gain($0 * lowNorms[levels - 1]) },
            details: (0..<levels).map { level in
                colourNorms.flatMap { colour in detailNorms[level].map { gain($0 * colour) } }
            })
    }

    /// Lengths of the components' directions in RGB: (1, 1, 1), (½, 0, −½), (−⅓, ⅔, −⅓).
    private static let colourNorms = [1.7320508, 0.7071068, 0.8164966]

    // Lengths of the basis functions without the usual scaling of the bands, by level.
    private static let detailNorms: [[Double]] = [
        [1.0113, 1.0113, 0.7871], [1.3199, 1.3199, 0.9671], [1.8279, 1.8279, 1.3743],
        [2.4652, 2.4652, 1.8791], [3.2783, 3.2783, 2.5093], [4.3412, 4.3412, 3.3266],
    ]
    private static let lowNorms = [1.2994, 1.8012, 2.4312, 3.2341, 4.2829, 5.6652]
}

/// The quantization steps of the bands at a quality. Spec cwc §9.5.
public struct BandSteps: Hashable, Sendable {
    /// Steps by level and band (nine a level), in units of 2⁻¹⁰ of a pixel's.
    public let details: [[Int32]]
    /// Steps of the low bands.
    public let low: [Int32]
    /// The step that a band of basis functions of length 1 would have.
    public let common: Int32

    /// Fractional bits of a step beyond those of a sample.
    public static let fraction: Int32 = 6

    /// Steps for a quality of `quality` hundredths.
    ///
    /// - Precondition: `quality` is in `0...10_000`.
    public init(_ gains: BandGains, quality: Int) {
        let (exponent, factor) = Self.decay(quality)
        func step(_ gain: UInt32) -> Int32 {
            // Below 2³² · 2¹⁶; a gain has at most 2²⁴.
            let half = UInt64(1) << (15 + exponent)
            return Int32(clamping: max(1, (UInt64(gain) * factor + half) >> (16 + exponent)))
        }
        details = gains.details.map { $0.map(step) }
        low = gains.low.map(step)
        common = step(BandGains.common)
    }

    /// 2^(−i/20) in units of 2⁻¹⁶, i = 0 … 20.
    private static let decays: [UInt64] = [
        65536, 63304, 61147, 59064, 57052, 55109, 53232, 51419, 49667, 47975, 46341,
        44762, 43238, 41765, 40342, 38968, 37641, 36358, 35120, 33924, 32768,
    ]

    /// 2^(−quality / 2000) as 2^−exponent · factor / 2¹⁶: twenty points of quality halve a step.
    private static func decay(_ quality: Int) -> (exponent: UInt64, factor: UInt64) {
        precondition((0...10_000).contains(quality), "quality out of range")
        let (points, rest) = quality.quotientAndRemainder(dividingBy: 100)
        let (octaves, place) = points.quotientAndRemainder(dividingBy: 20)
        let fall = decays[place] - (place < 20 ? decays[place + 1] : 0)
        return (UInt64(octaves), decays[place] - (fall * UInt64(rest) + 50) / 100)
    }

    /// The symbol of a coefficient: its magnitude in steps, rounded up from `roundingUp` / 256 of a
    /// step on. Encoders are free to choose others.
    @inline(__always)
    public static func symbol(_ value: Int32, step: Int32, roundingUp: Int64) -> Int32 {
        let offset = (Int64(step) * (256 - roundingUp)) >> 8
        let magnitude = Int32((Int64(abs(value)) << Int64(fraction) + offset) / Int64(step))
        return value < 0 ? -magnitude : magnitude
    }

    /// The coefficient that a symbol stands for, modulo 2³².
    @inline(__always)
    public static func value(_ symbol: Int32, step: Int32) -> Int32 {
        (symbol &* step &+ (1 << (fraction - 1))) >> fraction
    }
}
