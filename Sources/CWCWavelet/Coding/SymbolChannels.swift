import CWCBitstream

/// Symbols as networks see them: two channels a subband. Spec wavelet §5.1.
enum SymbolChannels {
    /// 16 · log₂(1 + m) to the nearest integer, m = 0 … 255, at most 127: a byte with its sign.
    static let logarithms: [Int16] = (0...255).map {
        min(Int16(binaryLogarithm($0 + 1, digits: 4)), 127)
    }

    /// A symbol's channels: its logarithm with the symbol's sign, and without.
    @inline(__always)
    static func values(
        _ symbol: Int16, _ table: Span<Int16>
    ) -> (signed: Int16, magnitude: Int16) {
        let value = table[Int(min(symbol.magnitude, 255))]
        return (symbol < 0 ? 0 &- value : value, value)
    }
}
