#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A repeatable random number generator (SplitMix64) for tests.
///
/// The seed comes from `CWC_SEED` when that is set, so that a failure that prints its seed can be
/// run again.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    public let seed: UInt64
    private var state: UInt64

    public init(seed: UInt64 = 1) {
        let chosen = getenv("CWC_SEED").flatMap { UInt64(String(cString: $0)) }
        self.seed = chosen ?? seed
        state = self.seed
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
