import CWCContainer
import CWCDecoder
import CWCImage
import CWCModels

/// What is expected of parts of a file, and of parts of its picture. Spec cwc §5.6, §9.5.
enum PartsOfFile {
    /// By region, the checksum of the picture there: its middle, its right third and its last pixel.
    static func regions(in bytes: [UInt8]) throws -> [String: String]? {
        let decoder = try ImageDecoder(bytes)
        let header = decoder.header
        guard header.tiling != nil else { return nil }
        let (width, height) = (header.width, header.height)
        let regions = [
            ImageRegion(
                x: width / 3, y: height / 3, width: max(1, width / 3), height: max(1, height / 3)),
            ImageRegion(x: width * 2 / 3, y: 0, width: width - width * 2 / 3, height: height),
            ImageRegion(x: width - 1, y: height - 1, width: 1, height: 1),
        ]
        var checksums: [String: String] = [:]
        for region in regions {
            var options = DecodingOptions()
            options.region = region
            let picture = try decoder.decodeDeep(options, models: Models.model(id:))
            checksums["\(region)"] = ValidTests.hexadecimal(picture.checksum)
        }
        return checksums
    }

    /// Lengths of beginnings that hold a whole resolution but not all, and of those in which the tile
    /// after the first is the first to miss something.
    static func lengths(of streams: Streams) -> [Int] {
        (0..<streams.resolutions - 1).flatMap { resolution in
            [0, streams.tiles - 1].map { streams[resolution, $0].endIndex }
        }
    }

    /// By length, the checksum of the partial picture of a beginning.
    static func beginnings(in bytes: [UInt8]) throws -> [String: String]? {
        guard let streams = try Container(parsing: bytes).streams else { return nil }
        var checksums: [String: String] = [:]
        for length in Set(lengths(of: streams)) {
            let decoder = try ImageDecoder(Array(bytes[..<length]), tolerating: .earlyEnd)
            let picture = try decoder.decodeDeep(models: Models.model(id:))
            checksums["\(length)"] = ValidTests.hexadecimal(picture.checksum)
        }
        return checksums
    }

    /// By offset, the checksum of the picture when that byte is inverted: the first byte of a stream
    /// of the first tile.
    static func damage(in bytes: [UInt8]) throws -> [String: String]? {
        guard let streams = try Container(parsing: bytes).streams, streams.tiles > 1 else {
            return nil
        }
        var checksums: [String: String] = [:]
        for resolution in 1..<streams.resolutions {
            let payload = streams[resolution, 0]
            guard !payload.isEmpty else { continue }
            var damaged = bytes
            damaged[payload.startIndex] = ~damaged[payload.startIndex]
            let picture = try ImageDecoder(damaged, tolerating: .damage)
                .decodeDeep(models: Models.model(id:))
            checksums["\(payload.startIndex)"] = ValidTests.hexadecimal(picture.checksum)
        }
        return checksums
    }
}
