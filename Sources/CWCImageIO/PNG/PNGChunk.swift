import CZlib

/// One chunk of a PNG file: length, type, data, CRC-32 of type and data; big-endian.
///
/// libpng decodes the pixels; the chunks with metadata are handled here, because libpng drops a
/// profile that it finds fault with, and we carry metadata byte for byte.
struct PNGChunk {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// Four letters.
    var type: String
    var data: ArraySlice<UInt8>

    /// The chunk at `offset`, which is moved past it.
    init(parsing bytes: [UInt8], at offset: inout Int) throws(ImageError) {
        guard bytes.count - offset >= 12 else {
            throw ImageError(.truncated, .png, "the file ends within a chunk")
        }
        let length = Self.number(bytes[offset..<offset + 4])
        guard length <= bytes.count - offset - 12 else {
            throw ImageError(.truncated, .png, "the file ends within a chunk")
        }
        let end = offset + 8 + length
        type = String(decoding: bytes[offset + 4..<offset + 8], as: UTF8.self)
        data = bytes[offset + 8..<end]
        let stored = Self.number(bytes[end..<end + 4])
        guard stored == Int(Self.checksum(bytes[offset + 4..<end])) else {
            throw ImageError(.malformed, .png, "wrong CRC of a \(type) chunk")
        }
        offset = end + 4
    }

    init(type: String, data: [UInt8]) {
        self.type = type
        self.data = data[...]
    }

    /// The chunk as it stands in a file.
    var bytes: [UInt8] {
        let body = Array(type.utf8) + data
        return Self.bytes(data.count) + body + Self.bytes(Int(Self.checksum(body[...])))
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 << 8 | Int($1) }
    }

    private static func bytes(_ number: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt {
        bytes.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) }
    }
}
