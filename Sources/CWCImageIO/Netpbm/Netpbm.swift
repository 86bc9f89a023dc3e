import CWCImage

/// The binary formats of Netpbm: PGM (`P5`), PPM (`P6`) and PAM (`P7`), 8 or 16 bits a sample.
enum Netpbm {
    /// What Netpbm calls white space.
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    /// The first picture of a file; Netpbm allows more to follow.
    static func decode(_ bytes: [UInt8], limits: ImageLimits) throws(ImageError) -> RasterImage {
        let header = try NetpbmHeader(parsing: bytes)
        try limits.check(width: header.width, height: header.height, format: .netpbm)
        let count = header.width * header.height * header.channels.count
        let sampleBytes = header.maximum > 255 ? 2 : 1
        guard bytes.count - header.byteCount >= count * sampleBytes else {
            throw ImageError(.truncated, .netpbm, "the file ends within the samples")
        }
        let stored = bytes[header.byteCount..<header.byteCount + count * sampleBytes]
        return RasterImage(
            width: header.width, height: header.height, channels: header.channels,
            samples: try samples(stored, maximum: header.maximum))
    }

    /// Samples in 0...`maximum`, big-endian when they need two bytes, to the nearest of 256 levels.
    private static func samples(
        _ stored: ArraySlice<UInt8>, maximum: Int
    ) throws(ImageError) -> [UInt8] {
        if maximum == 255 { return Array(stored) }
        let table = (0...maximum).map { UInt8(($0 * 255 + maximum / 2) / maximum) }
        let width = maximum > 255 ? 2 : 1
        var samples: [UInt8] = []
        samples.reserveCapacity(stored.count / width)
        for offset in stride(from: stored.startIndex, to: stored.endIndex, by: width) {
            let first = Int(stored[offset])
            let value = width == 1 ? first : first << 8 | Int(stored[offset + 1])
            guard value <= maximum else {
                throw ImageError(.malformed, .netpbm, "a sample of \(value) above \(maximum)")
            }
            samples.append(table[value])
        }
        return samples
    }

    /// A PGM or PPM file, or PAM when there is alpha or `always` asks for it.
    static func encode(_ picture: RasterImage, pam always: Bool) -> [UInt8] {
        let (width, height) = (picture.width, picture.height)
        let header: String
        if always || picture.channels.hasAlpha {
            let depth = picture.channels.count
            header = """
                P7
                WIDTH \(width)
                HEIGHT \(height)
                DEPTH \(depth)
                MAXVAL 255
                TUPLTYPE \(NetpbmHeader.tupleType(picture.channels))
                ENDHDR

                """
        } else {
            header = "P\(picture.channels == .grey ? 5 : 6)\n\(width) \(height)\n255\n"
        }
        return Array(header.utf8) + picture.samples
    }
}
