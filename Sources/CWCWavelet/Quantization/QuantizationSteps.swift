/// The quantization steps of the subbands at a quality. Spec wavelet §7.
public struct QuantizationSteps: Hashable, Sendable {
    /// Steps by level and subband (nine a level), in units of 2⁻¹⁰ of a grey level.
    public let details: [[Int32]]
    /// Steps of the LL subbands.
    public let ll: [Int32]
    /// The reference step: that of a subband with basis functions of length 1.
    public let reference: Int32

    /// Fractional bits of a step beyond those of a sample.
    public static let fraction: Int32 = 6

    /// Steps for a quality of `quality` hundredths.
    ///
    /// - Precondition: `quality` is in `0...10_000`.
    public init(_ base: BaseQuantizationSteps, quality: Int) {
        let (exponent, factor) = Self.decay(quality)
        func step(_ base: UInt32) -> Int32 {
            // Below 2³² · 2¹⁶; a base step has at most 2²⁴.
            let half = UInt64(1) << (15 + exponent)
            return Int32(clamping: max(1, (UInt64(base) * factor + half) >> (16 + exponent)))
        }
        details = base.details.map { $0.map(step) }
        ll = base.ll.map(step)
        reference = step(BaseQuantizationSteps.reference)
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
