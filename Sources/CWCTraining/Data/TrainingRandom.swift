/// The trainer's own random numbers (SplitMix64), so that a run depends on its seed alone.
///
/// The state is one number, stored in checkpoints: resuming continues the same sequence.
public struct TrainingRandom: RandomNumberGenerator, Sendable {
    /// All that the next numbers depend on.
    public var state: UInt64

    /// The sequence of a seed.
    public init(seed: UInt64) { state = seed }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A number in `0 ..< 1`.
    public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A level in `0 ..< levels`, drawn as `floor(levels · u^exponent)`: exponents above 1 favour
    /// low levels.
    mutating func level(of levels: Int, exponent: Double) -> Float {
        Float((Double(levels) * raise(unit(), to: exponent)).rounded(.down))
    }
}
