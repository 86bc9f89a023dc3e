import CWCBitstream
import CWCContainer
import CWCImage

/// A file of `Corpus/invalid`, named by the section of the specification that it breaks:
/// `seed-5.1-…` breaks section 5.1 of `Spec/seed.md`, and `4.1-…`, without a document, section 4.1
/// of `Spec/cwc.md`.
struct InvalidFile: Sendable {
    let name: String
    let bytes: [UInt8]

    private init(_ name: String, _ bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// The section that the name tells, as errors write it: `seed §5.1`.
    var section: String {
        let words = name.split(separator: "-")
        let isNumbered = words[0].first?.isNumber == true
        return isNumbered ? "cwc §\(words[0])" : "\(words[0]) §\(words[1])"
    }

    /// Files that are refused before their payloads are looked at. They name a model that does not
    /// exist.
    static let containers: [InvalidFile] = {
        let sound = file()
        let head = header()
        let map = section(0x01, [0x01])
        let codes = section(0x02, [0x9E, 0x50])
        let cicp = section(0x84, [9, 16, 0, 1])
        func flip(_ offset: Int) -> [UInt8] {
            var bytes = sound
            bytes[offset] ^= 0x10
            return bytes
        }
        return [
            InvalidFile("4.1-empty", []),
            InvalidFile("4.4-cut-in-model-id", Array(sound.prefix(20))),
            InvalidFile("5.1-cut-between-sections", head + map),
            InvalidFile("5.1-cut-in-checksum", Array(sound.dropLast(5))),
            InvalidFile("3-bytes-after-the-end", sound + [0]),
            InvalidFile("4.1-line-ends-changed", Array(sound.prefix(4)) + sound.dropFirst(5)),
            InvalidFile("4.1-bit-7-cleared", [sound[0] & 0x7F] + sound.dropFirst()),
            InvalidFile("4.1-png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
            InvalidFile("4.2-newer-major", header { $0[8] = 2 }),
            InvalidFile("4.3-payload-form-3", header { $0[10] |= 3 << 2 } + map + codes),
            InvalidFile("4.3-reserved-flag", header { $0[10] |= 0x80 } + map + codes),
            InvalidFile("4-width-0", header { $0[11] = 0 } + map + codes),
            InvalidFile("4-height-0", header { $0[12] = 0 } + map + codes),
            InvalidFile(
                "4-width-beyond-the-limit",
                header { $0.replaceSubrange(11...11, with: [0x80, 0x80, 0x80, 0x08]) } + map + codes
            ),
            InvalidFile(
                "4-width-not-minimal",
                header { $0.replaceSubrange(11...11, with: [0x89, 0x00]) } + map + codes),
            InvalidFile("4.4-unknown-model", sound),
            InvalidFile(
                "4.5-quality-10001", header { $0.replaceSubrange(21...22, with: [0x11, 0x27]) }),
            InvalidFile("4-header-checksum", flip(27)),
            InvalidFile("5.1-section-checksum", flip(sound.count - 1)),
            InvalidFile("5.1-payload-flipped", flip(sound.count - 5)),
            InvalidFile("5.1-length-beyond-the-end", head + [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F]),
            InvalidFile("5.2-unknown-section", head + section(0x05) + map + codes),
            InvalidFile("5.2-map-twice", head + map + map + codes),
            InvalidFile("5.2-codes-before-map", head + codes + map),
            InvalidFile("5.2-profile-after-map", head + map + section(0x81) + codes),
            InvalidFile(
                "5.2-cicp-twice", head + cicp + cicp + map + codes),
            InvalidFile("5.2-cicp-before-profile", head + cicp + section(0x81) + map + codes),
            InvalidFile("5.3-cicp-three-bytes", head + section(0x84, [9, 16, 0]) + map + codes),
            InvalidFile("5.3-cicp-empty", head + section(0x84) + map + codes),
            InvalidFile(
                "5.3-cicp-five-bytes", head + section(0x84, [9, 16, 0, 1, 0]) + map + codes),
            InvalidFile("5.3-cicp-matrix-9", head + section(0x84, [9, 16, 9, 1]) + map + codes),
            InvalidFile("5.3-cicp-range-2", head + section(0x84, [9, 16, 0, 2]) + map + codes),
            InvalidFile("5.2-alpha-without-any", head + map + section(0x03) + codes),
            InvalidFile("5.1-alpha-missing", header { $0[10] |= 2 } + map + codes),
            InvalidFile(
                "10.3-too-many-sections",
                head + (0..<FormatLimits.sections).flatMap { _ in section(0xFF) } + map + codes),
            InvalidFile(
                "10.3-too-many-pixels",
                header {
                    $0.replaceSubrange(
                        11...12, with: [0xFF, 0xFF, 0xFF, 0x07, 0xFF, 0xFF, 0xFF, 0x07])
                } + map + codes),
        ]
    }()

    /// Files with streams that are refused before these are looked into. They name a model that does
    /// not exist, and have one tile with one resolution of two bytes, or two of them.
    static let streams: [InvalidFile] = {
        let head = streamHeader()
        let data: [UInt8] = [0x9E, 0x50]
        let table = Self.table([2], of: data)
        let sound = head + section(0x04, table) + data
        // 9 × 257 pixels: two tiles.
        let tiled = streamHeader(tiling: Tiling(side: 256), height: 257)
        let twice = section(
            0x04, [0x01, 2, 2] + checksum(data) + checksum([0x9F, 0x50]))
        return [
            InvalidFile(
                "4.7-tile-size-7", streamHeader { $0[23] = 7 } + section(0x04, table) + data),
            InvalidFile(
                "4.7-tile-size-13", streamHeader { $0[23] = 13 } + section(0x04, table) + data),
            InvalidFile(
                "4.8-depth-8",
                streamHeader(depth: .ten) { $0[24] = 8 } + section(0x04, table) + data),
            InvalidFile(
                "4.8-depth-11",
                streamHeader(depth: .ten) { $0[24] = 11 } + section(0x04, table) + data),
            InvalidFile(
                "4.8-depth-16",
                streamHeader(depth: .ten) { $0[24] = 16 } + section(0x04, table) + data),
            InvalidFile("4.8-cut-before-depth", Array(streamHeader(depth: .ten).prefix(24))),
            InvalidFile("5.2-codes-beside-streams", head + section(0x02, data)),
            InvalidFile("5.2-streams-unannounced", header() + section(0x04, table) + data),
            InvalidFile(
                "5.2-streams-before-alpha",
                streamHeader { $0[10] |= 2 } + section(0x04, table) + section(0x03)),
            InvalidFile(
                "5.4-reserved-bit", head + section(0x04, [0x21] + table.dropFirst()) + data),
            InvalidFile(
                "5.4-no-resolution", head + section(0x04, [0x00] + table.dropFirst()) + data),
            InvalidFile(
                "5.4-ten-resolutions", head + section(0x04, [0x0A] + table.dropFirst()) + data),
            InvalidFile("5.4-cut-in-checksum", head + section(0x04, table.dropLast()) + data),
            InvalidFile("5.4-bytes-too-many", head + section(0x04, table + [0]) + data),
            InvalidFile(
                "5.4-length-not-minimal",
                head + section(0x04, [0x01, 0x82, 0x00] + checksum(data)) + data),
            InvalidFile(
                "5.4-more-tiles-than-bytes",
                streamHeader(tiling: Tiling(side: 256), height: 65_000) + section(0x04, table)
                    + data),
            InvalidFile("5.5-cut-in-stream", sound.dropLast()),
            InvalidFile("5.5-stream-changed", sound.dropLast() + [0x51]),
            InvalidFile("5.5-one-tile-changed", tiled + twice + data + data),
            InvalidFile("3-bytes-after-streams", sound + [0]),
        ]
    }()

    /// Files whose payloads are wrong for a model of 256 planes and 32 levels.
    static func payloads(_ model: ModelID) -> [InvalidFile] {
        let deflated = header(model) { $0[10] |= 1 << 2 }
        let ranged = header(model) { $0[10] |= 2 << 2 }
        // Levels 0 and 1 in five bits each, and the 8 and 16 bits that they keep.
        let levels: [UInt8] = [0x00, 0x40]
        let bits: [UInt8] = [0x9E, 0x50, 0xA7]
        let codes = section(0x02, stored(bits))
        func packed(_ map: [UInt8], _ codes: [UInt8]) -> [UInt8] {
            header(model) + section(0x01, map) + section(0x02, codes)
        }
        let greyAlpha =
            header(model) { $0[10] |= 2 } + section(0x01, levels) + section(0x02, bits)
        return [
            InvalidFile("seed-5.1-map-too-short", packed([0x00], bits)),
            InvalidFile("seed-5.1-map-too-long", packed(levels + [0x00], bits)),
            InvalidFile("seed-5.1-codes-too-short", packed(levels, bits.dropLast())),
            InvalidFile("seed-5.1-codes-too-long", packed(levels, bits + [0x00])),
            InvalidFile("seed-5.1-padding-not-0", packed([0x00, 0x41], bits)),
            InvalidFile("seed-5.2-residual-32", deflated + section(0x01, stored([0, 32])) + codes),
            InvalidFile("seed-5.2-map-too-short", deflated + section(0x01, stored([0])) + codes),
            InvalidFile(
                "seed-5.2-map-too-long", deflated + section(0x01, stored([0, 1, 0])) + codes),
            InvalidFile("seed-5.2-reserved-block-type", deflated + section(0x01, [0x07]) + codes),
            InvalidFile(
                "seed-5.2-bytes-after-the-stream",
                deflated + section(0x01, stored([0, 1]) + [0]) + codes),
            InvalidFile("seed-5.3-map-too-long", ranged + section(0x01, [0, 0, 0]) + codes),
            InvalidFile("seed-5.3-map-not-the-shortest", ranged + section(0x01, [0]) + codes),
            InvalidFile(
                "seed-5.3-codes-too-short", ranged + section(0x01) + section(0x02, [1, 2])),
            InvalidFile(
                "seed-5.3-codes-too-long",
                ranged + section(0x01) + section(0x02, [UInt8](repeating: 0xAA, count: 99))),
            InvalidFile("8-alpha-too-short", greyAlpha + section(0x03, stored([0, 255]))),
            InvalidFile(
                "8-filter-5",
                greyAlpha
                    + section(
                        0x03, stored((0..<3).flatMap { _ in [5] + [UInt8](repeating: 9, count: 9) })
                    )
            ),
            InvalidFile(
                "seed-2-depth",
                header(model, depth: .ten) + section(0x01, levels) + section(0x02, bits)),
            InvalidFile("9.4-pixel-checksum", packed(levels, bits)),
        ]
    }

    /// Files whose streams are wrong for a model of three levels or more.
    static func streams(_ model: ModelID) -> [InvalidFile] {
        func file(_ lengths: [Int], _ data: [UInt8]) -> [UInt8] {
            streamHeader(model) + section(0x04, table(lengths, of: data)) + data
        }
        let greyAlpha = streamHeader(model) { $0[10] |= 2 }
        return [
            InvalidFile(
                "wavelet-2-no-streams",
                header(model) { $0[10] |= 2 << 2 } + section(0x01) + section(0x02)),
            InvalidFile(
                "wavelet-2-payload-form",
                streamHeader(model) { $0[10] &= ~(3 << 2) } + section(0x04, table([0], of: []))),
            InvalidFile("wavelet-4.1-three-streams", file([0, 0, 0], [])),
            InvalidFile("wavelet-4.1-codes-not-the-shortest", file([1, 0, 0, 0], [0])),
            InvalidFile(
                "wavelet-4.1-codes-too-long",
                file([99, 0, 0, 0], [UInt8](repeating: 0xAA, count: 99))),
            InvalidFile(
                "wavelet-4.1-finest-too-long",
                file([0, 0, 0, 99], [UInt8](repeating: 0xAA, count: 99))),
            InvalidFile(
                "wavelet-4.1-judged-before-alpha",
                greyAlpha + section(0x03, [0x01, 0, 0, 0xFF, 0xFF])
                    + section(0x04, table([0, 0, 0, 0], of: []))),
        ]
    }

    /// Files of `Corpus/valid` whose alpha was made wrong.
    static func alpha() throws -> [InvalidFile] {
        var file = try Container(parsing: Corpus.read("valid/main-grey-alpha-10/input.cwc"))
        // Rows without a filter; the first sample has its high byte first.
        var rows = [UInt8](repeating: 0, count: file.header.height * (1 + 2 * file.header.width))
        rows[1] = 4
        file.alpha = stored(rows)[...]
        return [InvalidFile("8-filtered-sample-of-11-bits", file.serialized())]
    }

    // MARK: Parts

    /// The example of the specification, 9×3 pixels with levels 0 and 1, for a model of 64 planes.
    private static func file() -> [UInt8] {
        header() + section(0x01, [0x01]) + section(0x02, [0x9E, 0x50])
    }

    private static let nowhere = ModelID([0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF])

    /// Its header, changed by hand, with a right checksum behind it.
    private static func header(
        _ model: ModelID = nowhere, depth: SampleDepth = .eight,
        _ change: (inout [UInt8]) -> Void = { _ in }
    ) -> [UInt8] {
        var output = FieldWriter()
        ImageHeader(
            width: 9, height: 3, channels: .grey, payloadForm: .packed, model: model,
            qualityHundredths: 6000, depth: depth, pixelChecksum: 0xE271_3C9A
        ).write(to: &output)
        var bytes = Array(output.bytes.dropLast(4))
        change(&bytes)
        return bytes + checksum(bytes)
    }

    /// A header of a file with streams, 9 columns wide, changed by hand.
    private static func streamHeader(
        _ model: ModelID = nowhere, tiling: Tiling? = Tiling.none, height: Int = 3,
        depth: SampleDepth = .eight, _ change: (inout [UInt8]) -> Void = { _ in }
    ) -> [UInt8] {
        var output = FieldWriter()
        ImageHeader(
            width: 9, height: height, channels: .grey, payloadForm: .range, model: model,
            qualityHundredths: 6000, tiling: tiling, depth: depth, pixelChecksum: 0xE271_3C9A
        ).write(to: &output)
        var bytes = Array(output.bytes.dropLast(4))
        change(&bytes)
        return bytes + checksum(bytes)
    }

    /// A stored block: DEFLATE without any compression.
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        let count = UInt16(bytes.count)
        let field = [UInt8(count & 255), UInt8(count >> 8)]
        return [0x01] + field + field.map { ~$0 } + bytes
    }

    /// The table of the streams of one tile, with its right checksum.
    private static func table(_ lengths: [Int], of data: [UInt8]) -> [UInt8] {
        [UInt8(lengths.count)] + lengths.map { UInt8($0) } + checksum(data)
    }

    private static func checksum(_ bytes: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(CRC32.checksum(of: bytes[...]))
        return writer.bytes
    }

    /// A section with its right checksum, whatever is in it.
    private static func section(_ type: UInt8, _ payload: [UInt8] = []) -> [UInt8] {
        var writer = FieldWriter()
        writer.writeSection(type: type, payload: payload)
        return writer.bytes
    }
}
