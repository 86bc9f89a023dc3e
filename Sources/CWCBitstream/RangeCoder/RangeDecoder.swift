/// Reads binary decisions under given probabilities. The twin of `RangeEncoder`. Spec entropy §2.2.
///
/// It reads from a slice and never copies.
public struct RangeDecoder: DecisionCoder {
    @usableFromInline let bytes: ArraySlice<UInt8>
    /// Index of the next two bytes; four are in `code`.
    @usableFromInline var position: Int
    /// The payload less the interval's lower end, in units of 2⁻³² behind the bytes that are
    /// settled; below `range`.
    @usableFromInline var code: UInt32
    /// Width of the interval, at least 2¹⁶.
    @usableFromInline var range: UInt32 = .max

    /// A coder at the start of a payload.
    public init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex + 4
        code = 0
        code = window(at: bytes.startIndex)
    }

    /// Four bytes as a number; those behind the payload's end are 0.
    private func window(at start: Int) -> UInt32 {
        (start..<start + 4).reduce(0) { $0 << 8 | ($1 < bytes.endIndex ? UInt32(bytes[$1]) : 0) }
    }

    /// Reads one decision.
    @inlinable @inline(__always)
    public mutating func code(_ bit: UInt8, probability: UInt32) -> UInt8 {
        assert(RangeCoder.probabilities.contains(probability))
        let bound = UInt32(truncatingIfNeeded: (UInt64(range) &* UInt64(probability)) >> 16)
        // All ones for 1, nothing for 0: decisions are hard to guess, a branch would often miss.
        let mask = UInt32(truncatingIfNeeded: (Int64(code) &- Int64(bound)) >> 63)
        code &-= bound & ~mask
        range = (bound & mask) | ((range &- bound) & ~mask)
        if range < 1 << 16 { settle() }
        return UInt8(truncatingIfNeeded: mask & 1)
    }

    /// Reads two bytes in place of two that are settled.
    @inlinable @inline(__always)
    mutating func settle() {
        let next =
            position &+ 1 < bytes.endIndex
            ? UInt32(bytes[position]) << 8 | UInt32(bytes[position &+ 1]) : lastBytes()
        code = code << 16 | next
        range <<= 16
        position &+= 2
    }

    /// The next two bytes where the payload ends within or before them.
    @usableFromInline @inline(never)
    func lastBytes() -> UInt32 {
        position < bytes.endIndex ? UInt32(bytes[position]) << 8 : 0
    }

    /// Whether decisions have been read that the payload does not reach to: its settled bytes must
    /// all be there.
    private var isExhausted: Bool { position - 4 > bytes.endIndex }

    /// Makes sure that the payload reaches as far as the decisions.
    public func check() throws(BitstreamError) {
        if isExhausted { throw BitstreamError(.rangeTooShort, offset: bytes.endIndex) }
    }

    /// Makes sure that the payload ends where its decisions do, as `RangeEncoder` would end it: no
    /// two payloads stand for the same decisions.
    ///
    /// - Throws: `rangeTooShort` or `rangeBadEnd`, at the payload's end.
    public func finish() throws(BitstreamError) {
        try check()
        let settled = position - 4
        let fraction = Int64(window(at: settled))
        let end = RangeCoder.end(low: fraction - Int64(code), range: range)
        // A carry out of the fraction is within the settled bytes.
        guard bytes.endIndex == settled + end.byteCount, end.fraction == fraction else {
            throw BitstreamError(.rangeBadEnd, offset: bytes.endIndex)
        }
    }
}
