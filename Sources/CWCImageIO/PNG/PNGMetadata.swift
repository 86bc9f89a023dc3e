import CWCImage

extension PNGChunk {
    /// The keyword under which an iTXt chunk holds an XMP packet.
    private static let xmpKeyword = Array("XML:com.adobe.xmp".utf8)

    /// The metadata of a file that libpng has already read to its end.
    static func metadata(
        of bytes: [UInt8], limits: ImageLimits
    ) throws(ImageError) -> Metadata {
        var metadata = Metadata()
        var offset = signature.count
        while true {
            let chunk = try PNGChunk(parsing: bytes, at: &offset)
            switch chunk.type {
            case "iCCP": metadata.icc = try chunk.profile(limits)
            case "eXIf":
                try limits.check(metadataBytes: chunk.data.count, format: .png)
                metadata.exif = Array(chunk.data)
            case "iTXt":
                if let packet = try chunk.xmp(limits) { metadata.xmp = packet }
            case "IEND": return metadata
            default: break
            }
        }
    }

    /// iCCP: name, zero, compression method 0, zlib stream.
    private func profile(_ limits: ImageLimits) throws(ImageError) -> [UInt8] {
        guard let end = data.firstIndex(of: 0), data.endIndex - end >= 2, data[end + 1] == 0 else {
            throw ImageError(.malformed, .png, "iCCP chunk without a zlib stream")
        }
        return try Zlib.inflate(data[(end + 2)...], limits: limits)
    }

    /// iTXt: keyword, zero, compressed?, method, language, zero, keyword in that language, zero,
    /// text. `nil` when the keyword is not that of XMP.
    private func xmp(_ limits: ImageLimits) throws(ImageError) -> [UInt8]? {
        guard let end = data.firstIndex(of: 0), data[..<end].elementsEqual(Self.xmpKeyword) else {
            return nil
        }
        guard data.endIndex - end >= 3,
            let language = data[(end + 3)...].firstIndex(of: 0),
            let translation = data[(language + 1)...].firstIndex(of: 0)
        else { throw ImageError(.malformed, .png, "iTXt chunk without text") }
        let text = data[(translation + 1)...]
        if data[end + 1] == 1 { return try Zlib.inflate(text, limits: limits) }
        try limits.check(metadataBytes: text.count, format: .png)
        return Array(text)
    }

    /// The chunks that hold `metadata`; they go between IHDR and the first IDAT.
    static func chunks(for metadata: Metadata) -> [PNGChunk] {
        var chunks: [PNGChunk] = []
        if let icc = metadata.icc {
            let head = Array("icc".utf8) + [0, 0]
            chunks.append(PNGChunk(type: "iCCP", data: head + Zlib.deflate(icc)))
        }
        if let exif = metadata.exif { chunks.append(PNGChunk(type: "eXIf", data: exif)) }
        if let xmp = metadata.xmp {
            chunks.append(PNGChunk(type: "iTXt", data: xmpKeyword + [0, 0, 0, 0, 0] + xmp))
        }
        return chunks
    }
}
