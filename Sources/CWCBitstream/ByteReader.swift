/// A cursor over bytes. Multi-byte integers are little-endian.
///
/// It reads from a slice and never copies. A slice keeps the indices of the array it was cut from,
/// so `offset` counts from the start of the file even in a reader over one section's payload.
public struct ByteReader: Sendable {
    private let bytes: ArraySlice<UInt8>

    /// Index of the next byte.
    public private(set) var offset: Int

    /// A reader at the start of `bytes`.
    public init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        offset = bytes.startIndex
    }

    /// Number of bytes not yet read.
    public var remaining: Int { bytes.endIndex - offset }

    /// Whether every byte has been read.
    public var isAtEnd: Bool { remaining == 0 }

    /// The next `count` bytes, not copied.
    ///
    /// - Throws: `endOfInput`, at the offset where the bytes should have begun.
    public mutating func readBytes(_ count: Int) throws(BitstreamError) -> ArraySlice<UInt8> {
        precondition(count >= 0)
        guard count <= remaining else { throw BitstreamError(.endOfInput, offset: offset) }
        defer { offset += count }
        return bytes[offset..<offset + count]
    }

    /// The next fixed-width integer.
    ///
    /// - Throws: `endOfInput`, at the offset where the integer should have begun.
    public mutating func read<T: FixedWidthInteger>(_ type: T.Type) throws(BitstreamError) -> T {
        var value: T = 0
        for (index, byte) in try readBytes(T.bitWidth / 8).enumerated() {
            value |= T(truncatingIfNeeded: byte) << (8 * index)
        }
        return value
    }

    /// The bytes from `start` up to the cursor, for a checksum over what was just read.
    public func bytesRead(from start: Int) -> ArraySlice<UInt8> { bytes[start..<offset] }
}
