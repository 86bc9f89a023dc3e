import CZlib

/// Whole zlib streams, for the compressed metadata of PNG.
enum Zlib {
    /// Inflates a profile or packet of at most `limits.maxMetadataBytes`.
    static func inflate(
        _ bytes: ArraySlice<UInt8>, limits: ImageLimits
    ) throws(ImageError) -> [UInt8] {
        // The length is not stored: try with room for a usual ratio, then with ever more.
        var capacity = min(4 * bytes.count + 4096, limits.maxMetadataBytes)
        while true {
            var status = Z_OK
            let output = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
                var produced = uLong(capacity)
                status = bytes.withUnsafeBufferPointer {
                    uncompress(buffer.baseAddress, &produced, $0.baseAddress, uLong($0.count))
                }
                count = status == Z_OK ? Int(produced) : 0
            }
            switch status {
            case Z_OK: return output
            case Z_BUF_ERROR where capacity < limits.maxMetadataBytes:
                capacity = min(4 * capacity, limits.maxMetadataBytes)
            case Z_BUF_ERROR:
                try limits.check(metadataBytes: Int.max, format: .png)
            case Z_MEM_ERROR: throw ImageError(.outOfMemory, .png, "no memory for metadata")
            default: throw ImageError(.malformed, .png, "damaged zlib stream in metadata")
            }
        }
    }

    static func deflate(_ bytes: [UInt8]) -> [UInt8] {
        let bound = compressBound(uLong(bytes.count))
        return [UInt8](unsafeUninitializedCapacity: Int(bound)) { buffer, count in
            var produced = bound
            let status = compress(buffer.baseAddress, &produced, bytes, uLong(bytes.count))
            precondition(status == Z_OK, "zlib fails only without memory or room")
            count = Int(produced)
        }
    }
}
