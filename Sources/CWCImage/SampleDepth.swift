/// How many bits a sample has: its values are 0 … 2^bits − 1, black to white.
public enum SampleDepth: UInt8, CaseIterable, Comparable, Hashable, Sendable {
    /// Values 0 … 255.
    case eight = 8
    /// Values 0 … 1023.
    case ten = 10
    /// Values 0 … 4095.
    case twelve = 12
    /// Values 0 … 65535. Other files have it, `.cwc` files do not.
    case sixteen = 16

    /// The smallest depth that keeps samples of so many bits; sixteen for all above.
    public init(keeping bits: Int) {
        self = Self.allCases.first { $0.bits >= bits } ?? .sixteen
    }

    /// Bits of a sample.
    public var bits: Int { Int(rawValue) }

    /// The value of white, and of full opacity.
    public var maximum: Int { 1 << bits - 1 }

    /// A sample at another depth, to the nearest: black stays black, and white white. Spec cwc §9.6.
    ///
    /// - Precondition: The sample is at most `maximum`.
    @inlinable
    public func scale(_ sample: UInt16, to depth: SampleDepth) -> UInt16 {
        // 32 bits hold it: 65535 squared and a half more.
        let (white, other) = (UInt32(maximum), UInt32(depth.maximum))
        return UInt16((UInt32(sample) * other + white / 2) / white)
    }

    /// Whether `left` has fewer bits.
    public static func < (left: SampleDepth, right: SampleDepth) -> Bool {
        left.rawValue < right.rawValue
    }
}
