import CWCImage

/// Collects the metadata of a file whose chunks libpng hands on, from its head to its end.
final class PNGMetadataCollector: PartCollector {
    let limits: ImageLimits
    private var metadata = Metadata()
    private var colour = PNGColour()
    /// What sBIT says: the most bits that a channel had before it was scaled to the file's depth.
    private(set) var significantBits: Int?

    init(_ limits: ImageLimits) { self.limits = limits }

    /// Metadata, with what the chunks of colour say; those of grey pictures say less.
    func metadata(isGrey: Bool) -> Metadata {
        var metadata = metadata
        colour.describe(&metadata, isGrey: isGrey)
        return metadata
    }

    /// What is lost, a line each.
    var notes: [String] { colour.notes(metadata) }

    override func take(
        _ kind: UInt32, _ bytes: UnsafeRawBufferPointer
    ) throws(ImageError) {
        let type = withUnsafeBytes(of: kind.bigEndian) { String(decoding: $0, as: UTF8.self) }
        if PNGColour.chunkTypes.contains(type) { return colour.take(type, Array(bytes)) }
        guard ["iCCP", "eXIf", "iTXt", "sBIT"].contains(type) else { return }
        let chunk = PNGChunk(type: type, data: Array(bytes))
        switch type {
        case "iCCP": metadata.icc = try chunk.profile(limits)
        case "eXIf":
            try limits.check(metadataBytes: bytes.count, format: .png)
            metadata.exif = Array(bytes)
        case "iTXt":
            if let packet = try chunk.xmp(limits) { metadata.xmp = packet }
        default:
            // 1...16 in a valid file; anything else says nothing.
            if let bits = bytes.max(), (1...16).contains(bits) { significantBits = Int(bits) }
        }
    }
}

extension PNGChunk {
    /// The keyword under which an iTXt chunk holds an XMP packet.
    private static let xmpKeyword = Array("XML:com.adobe.xmp".utf8)

    /// iCCP: name, zero, compression method 0, zlib stream.
    fileprivate func profile(_ limits: ImageLimits) throws(ImageError) -> [UInt8] {
        guard let end = data.firstIndex(of: 0), data.endIndex - end >= 2, data[end + 1] == 0 else {
            throw ImageError(.malformed, .png, "iCCP chunk without a zlib stream")
        }
        return try Zlib.inflate(data[(end + 2)...], limits: limits)
    }

    /// iTXt: keyword, zero, compressed?, method, language, zero, keyword in that language, zero,
    /// text. `nil` when the keyword is not that of XMP.
    fileprivate func xmp(_ limits: ImageLimits) throws(ImageError) -> [UInt8]? {
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
        if let cicp = metadata.cicp {
            let data = [cicp.primaries, cicp.transfer, 0, cicp.isFullRange ? 1 : 0]
            chunks.append(PNGChunk(type: "cICP", data: data))
        }
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
