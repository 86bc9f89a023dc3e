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

    init(type: String, data: [UInt8]) {
        self.type = type
        self.data = data[...]
    }

    /// The chunk as it stands in a file.
    var bytes: [UInt8] {
        let body = Array(type.utf8) + data
        return Self.bytes(data.count) + body + Self.bytes(Int(Self.checksum(body[...])))
    }

    private static func bytes(_ number: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt {
        bytes.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) }
    }
}
