/// A cursor over bits, from bit 7 of each byte down to bit 0.
///
/// ```
/// byte      0                 1
/// bit       7 6 5 4 3 2 1 0   7 6 …
/// read as   0 1 2 3 4 5 6 7   8 9 …
/// ```
public struct BitReader: Sendable {
    private var input: ByteReader
    /// The byte under the cursor, and how many of its low bits are still to be read.
    private var current: UInt8 = 0
    private var available = 0

    /// A reader at the first bit of `bytes`.
    public init(_ bytes: ArraySlice<UInt8>) {
        input = ByteReader(bytes)
    }

    /// Index of the byte that holds the next bit.
    public var offset: Int { available == 0 ? input.offset : input.offset - 1 }

    /// Reads one bit.
    ///
    /// - Throws: `endOfInput`.
    public mutating func readBit() throws(BitstreamError) -> Bool {
        if available == 0 {
            current = try input.read(UInt8.self)
            available = 8
        }
        available -= 1
        return current >> available & 1 == 1
    }

    /// Reads an integer of `count` bits, the highest first.
    ///
    /// - Precondition: `count` is in 0...32.
    /// - Throws: `endOfInput`.
    public mutating func read(bits count: Int) throws(BitstreamError) -> UInt32 {
        precondition((0...32).contains(count), "at most 32 bits")
        var value: UInt32 = 0
        for _ in 0..<count {
            value = value << 1 | (try readBit() ? 1 : 0)
        }
        return value
    }

    /// Whether nothing is left but fewer than eight bits of 0.
    public var isAtPadding: Bool {
        input.isAtEnd && current & UInt8(truncatingIfNeeded: (1 << available) - 1) == 0
    }
}
