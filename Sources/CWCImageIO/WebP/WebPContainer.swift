import CWCImage

/// The RIFF container of WebP: chunks of four letters, length (little-endian), data, even padding.
enum WebPContainer {
    /// Bytes of the file whose first ones these are: what the container says, and its own head.
    ///
    /// - Precondition: There are at least 8 bytes.
    static func byteCount(head bytes: [UInt8]) -> Int { number(bytes, 4) + 8 }

    private static func number(_ bytes: [UInt8], _ offset: Int) -> Int {
        bytes[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// The metadata of a whole file.
    static func metadata(
        of bytes: [UInt8], limits: ImageLimits
    ) throws(ImageError) -> Metadata {
        var metadata = Metadata()
        let end = byteCount(head: bytes)
        guard end <= bytes.count else {
            throw ImageError(.truncated, .webp, "the file ends early")
        }
        var offset = 12
        while end - offset >= 8 {
            let length = number(bytes, offset + 4)
            guard length <= end - offset - 8 else {
                throw ImageError(.malformed, .webp, "a chunk reaches beyond the file")
            }
            let data = bytes[offset + 8..<offset + 8 + length]
            let path: WritableKeyPath<Metadata, [UInt8]?>? =
                switch String(decoding: bytes[offset..<offset + 4], as: UTF8.self) {
                case "ICCP": \.icc
                case "EXIF": \.exif
                case "XMP ": \.xmp
                default: nil
                }
            if let path {
                try limits.check(metadataBytes: length, format: .webp)
                metadata[keyPath: path] = Array(data)
            }
            offset += 8 + length + length % 2
        }
        return metadata
    }
}
