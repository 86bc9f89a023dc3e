/// A growing run of bits, from bit 7 of each byte down to bit 0. The twin of `BitReader`.
public struct BitWriter: Sendable {
    private var output: [UInt8] = []
    /// The byte being filled, its bits in the low places, and how many it has.
    private var current: UInt8 = 0
    private var filled = 0

    /// A writer that has written nothing.
    public init() {}

    /// Appends one bit.
    public mutating func write(bit: Bool) {
        current = current << 1 | (bit ? 1 : 0)
        filled += 1
        if filled == 8 {
            output.append(current)
            current = 0
            filled = 0
        }
    }

    /// Appends the low `count` bits of `value`, the highest first.
    ///
    /// - Precondition: `count` is in 0...32, and `value` fits.
    public mutating func write(_ value: UInt32, bits count: Int) {
        precondition((0...32).contains(count), "at most 32 bits")
        precondition(UInt64(value) >> count == 0, "the value does not fit")
        for index in (0..<count).reversed() {
            write(bit: value >> index & 1 == 1)
        }
    }

    /// Everything written, the last byte filled up with bits of 0.
    public consuming func finish() -> [UInt8] {
        while filled != 0 { write(bit: false) }
        return output
    }
}
