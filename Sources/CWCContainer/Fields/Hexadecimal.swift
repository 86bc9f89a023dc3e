/// Two lower-case hexadecimal digits for each byte, in order.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
}

/// Eight lower-case hexadecimal digits, as checksums are written everywhere.
func hexadecimal(_ value: UInt32) -> String {
    hexadecimal((0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) })
}
