/// Writes binary decisions under given probabilities. The twin of `RangeDecoder`. Spec entropy §2.1.
public struct RangeEncoder: DecisionCoder {
    /// Lower end of the interval behind `bytes`, in units of 2⁻³²; bit 32 is a carry into them.
    @usableFromInline var low: UInt64 = 0
    /// Width of the interval, at least 2¹⁶.
    @usableFromInline var range: UInt32 = .max
    @usableFromInline var bytes: [UInt8] = []

    /// A coder that has written nothing.
    ///
    /// - Parameter capacity: Bytes to make room for; more are taken when needed.
    public init(capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    /// Writes one decision.
    @inlinable @inline(__always)
    public mutating func code(_ bit: UInt8, probability: UInt32) -> UInt8 {
        assert(RangeCoder.probabilities.contains(probability) && bit <= 1)
        // Both factors are below 2³², and bound < range as the probability is below 1.
        let bound = UInt32(truncatingIfNeeded: (UInt64(range) &* UInt64(probability)) >> 16)
        // All ones for 1, nothing for 0: decisions are hard to guess, a branch would often miss.
        let mask = 0 &- UInt32(bit)
        low &+= UInt64(bound & ~mask)
        range = (bound & mask) | ((range &- bound) & ~mask)
        if range < 1 << 16 { settle() }
        return bit
    }

    /// Nothing can be wrong with what is being written.
    @inlinable @inline(__always)
    public func check() throws(Never) {}

    /// Moves the two highest bytes of `low` to the payload.
    @inlinable @inline(__always)
    mutating func settle() {
        if low >> 32 != 0 { carry() }
        bytes.append(UInt8(truncatingIfNeeded: low >> 24))
        bytes.append(UInt8(truncatingIfNeeded: low >> 16))
        low = (low & 0xFFFF) << 16
        range <<= 16
    }

    /// Adds one to the digits already written.
    @usableFromInline @inline(never)
    mutating func carry() {
        // The fraction stays below 1, so some byte before is not 255.
        var index = bytes.count - 1
        while bytes[index] == 255 {
            bytes[index] = 0
            index -= 1
        }
        bytes[index] += 1
    }

    /// The payload: the shortest that stands for these decisions and no others.
    public consuming func finish() -> [UInt8] {
        let end = RangeCoder.end(low: Int64(low), range: range)
        if end.fraction >> 32 != 0 { carry() }
        for index in 0..<end.byteCount {
            bytes.append(UInt8(truncatingIfNeeded: end.fraction >> (24 - 8 * index)))
        }
        return bytes
    }
}
