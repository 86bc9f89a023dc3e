/// How many bits a sample has: its values are 0 … 2^bits − 1, black to white.
public enum SampleDepth: UInt8, CaseIterable, Comparable, Hashable, Sendable {
    /// Values 0 … 255.
    case eight = 8
    /// Values 0 … 1023.
    case ten = 10
    /// Values 0 … 4095.
    case twelve = 12

    /// The smallest depth that keeps samples of so many bits; twelve for all above.
    public init(keeping bits: Int) {
        self = Self.allCases.first { $0.bits >= bits } ?? .twelve
    }

    /// Bits of a sample.
    public var bits: Int { Int(rawValue) }

    /// The value of white, and of full opacity.
    public var maximum: Int { 1 << bits - 1 }

    /// Whether `left` has fewer bits.
    public static func < (left: SampleDepth, right: SampleDepth) -> Bool {
        left.rawValue < right.rawValue
    }
}
