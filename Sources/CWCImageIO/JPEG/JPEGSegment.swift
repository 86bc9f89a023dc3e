/// One marker segment of a JPEG file: `FF`, marker, length (big-endian, counting itself), payload.
struct JPEGSegment {
    var marker: UInt8
    var payload: ArraySlice<UInt8>

    /// Largest payload: the length has 16 bits and counts its own two bytes.
    static let maxPayload = 65533

    /// The segments between the start of the image and its first scan.
    ///
    /// libjpeg has accepted the file, so whatever does not look like a segment ends the list.
    static func header(of bytes: [UInt8]) -> [JPEGSegment] {
        var segments: [JPEGSegment] = []
        var offset = 2
        while offset + 4 <= bytes.count, bytes[offset] == 0xFF {
            let marker = bytes[offset + 1]
            if marker == 0xFF {  // fill byte
                offset += 1
                continue
            }
            let length = Int(bytes[offset + 2]) << 8 | Int(bytes[offset + 3])
            let end = offset + 2 + length
            guard marker != startOfScan, length >= 2, end <= bytes.count else { break }
            segments.append(JPEGSegment(marker: marker, payload: bytes[offset + 4..<end]))
            offset = end
        }
        return segments
    }

    /// The segment as it stands in a file.
    ///
    /// - Precondition: the payload has at most ``maxPayload`` bytes.
    var bytes: [UInt8] {
        precondition(payload.count <= Self.maxPayload)
        let length = payload.count + 2
        return [0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)] + payload
    }

    private static let startOfScan: UInt8 = 0xDA
    static let app0: UInt8 = 0xE0
    static let app1: UInt8 = 0xE1
    static let app2: UInt8 = 0xE2
}
