// Variable-length integers: LEB128 of 32 bits. Seven bits a byte, lowest first; the high bit says
// that another byte follows. Only the shortest form is legal, so equal values are equal bytes.

/// The longest varint, in bytes: ⌈32 / 7⌉.
private let longestVarint = 5

extension ByteReader {
    /// The next varint, an integer of up to 32 bits.
    ///
    /// - Throws: `endOfInput`, `varintNotMinimal` or `varintTooLarge`, at the varint's first byte.
    public mutating func readVarint() throws(BitstreamError) -> UInt32 {
        let start = offset
        var value: UInt64 = 0
        for index in 0..<longestVarint {
            guard let byte = try? read(UInt8.self) else {
                throw BitstreamError(.endOfInput, offset: start)
            }
            value |= UInt64(byte & 0x7F) << (7 * index)
            guard byte & 0x80 == 0 else { continue }
            // A last byte of 0 adds nothing: a shorter form exists, unless it is the only byte.
            guard byte != 0 || index == 0 else {
                throw BitstreamError(.varintNotMinimal, offset: start)
            }
            guard let value = UInt32(exactly: value) else { break }
            return value
        }
        throw BitstreamError(.varintTooLarge, offset: start)
    }
}

extension ByteWriter {
    /// Appends a varint in its shortest form, one to five bytes.
    public mutating func writeVarint(_ value: UInt32) {
        var rest = value
        while rest >= 0x80 {
            write(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        write(UInt8(rest))
    }
}
