/// Symbols as networks see them: two channels a band. Spec cwc §7.4.4.
enum SymbolChannels {
    /// 256 · log₂(1 + m) to the nearest integer, m = 0 … 255.
    static let logarithms: [Int16] = (0...255).map { logarithm(UInt64($0) + 1) }

    /// A symbol's first channel; its second is the magnitude of it.
    @inline(__always)
    static func value(_ symbol: Int16, _ table: UnsafePointer<Int16>) -> Int16 {
        let value = table[Int(min(symbol.magnitude, 255))]
        return symbol < 0 ? -value : value
    }

    /// 256 · log₂ n to the nearest integer, n in 1…256, digit by digit: squaring doubles a
    /// logarithm, and where the square reaches 2 the next digit is 1.
    private static func logarithm(_ n: UInt64) -> Int16 {
        let whole = UInt64(63 - n.leadingZeroBitCount)
        var mantissa = n << (31 - whole)  // 1…2 in units of 2⁻³¹
        var digits = whole
        for _ in 0..<9 {
            mantissa = (mantissa * mantissa) >> 31
            let one = mantissa >> 32
            digits = digits << 1 | one
            mantissa >>= one
        }
        return Int16((digits + 1) >> 1)
    }
}
