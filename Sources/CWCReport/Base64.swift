/// Bytes as letters that any text can carry (RFC 4648, section 4).
func base64(_ bytes: [UInt8]) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var output: [UInt8] = []
    output.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let count = min(3, bytes.count - start)
        var group = 0
        for index in 0..<3 {
            group = group << 8 | (index < count ? Int(bytes[start + index]) : 0)
        }
        for index in 0..<4 {
            let letter = letters[group >> (18 - 6 * index) & 63]
            output.append(index <= count ? letter : UInt8(ascii: "="))
        }
    }
    return String(decoding: output, as: UTF8.self)
}
