/// One marker segment of a JPEG file: `FF`, marker, length (big-endian, counting itself), payload.
struct JPEGSegment {
    var marker: UInt8
    var payload: ArraySlice<UInt8>

    /// Largest payload: the length has 16 bits and counts its own two bytes.
    static let maxPayload = 65533

    /// The segment as it stands in a file.
    ///
    /// - Precondition: the payload has at most ``maxPayload`` bytes.
    var bytes: [UInt8] {
        precondition(payload.count <= Self.maxPayload)
        let length = payload.count + 2
        return [0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)] + payload
    }

    static let app0: UInt8 = 0xE0
    static let app1: UInt8 = 0xE1
    static let app2: UInt8 = 0xE2
}
