import CWCDecoder
import CWCImage
import CWCImageIO
import Testing

/// Code points of colour through the tool.
@Suite(.serialized) struct ColourTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        let image = RasterImage(
            width: 16, height: 16, channels: .rgb, samples: (0..<768).map { UInt8($0 / 3) },
            metadata: Metadata(icc: [1, 2, 3], cicp: CICP(primaries: 9, transfer: 16)))
        try writeFile(encodeImage(image, as: .png), to: workshop.path("pq.png"))
        #expect(try workshop.run("encode", "pq.png", "a.cwc", "--quiet").status == 0)
    }

    @Test func codePointsAreKept() throws {
        #expect(try workshop.run("decode", "a.cwc", "a.png").errors.isEmpty)
        let decoded = try decodeImage(bytes: readFile(workshop.path("a.png")))
        #expect(
            decoded.metadata
                == Metadata(icc: [1, 2, 3], cicp: CICP(primaries: 9, transfer: 16)))
    }

    @Test func dumpNamesThem() throws {
        let dump = try workshop.run("dump", "a.cwc", "--json")
        let text = String(decoding: dump.output, as: UTF8.self)
        #expect(text.contains("\"name\": \"section_name\", \"value\": \"cicp\"}"))
        #expect(text.contains("\"name\": \"colour_primaries\", \"value\": 9}"))
        #expect(text.contains("\"name\": \"transfer_characteristics\", \"value\": 16}"))
    }

    @Test func formatsThatHoldNoneSaySo() throws {
        let jpeg = try workshop.run("decode", "a.cwc", "a.jpg")
        #expect(
            jpeg.status == 0
                && jpeg.errors
                    == "cwc: a.jpg: this format holds no code points of colour; they are left out\n"
        )
        let metadata = try decodeImage(bytes: readFile(workshop.path("a.jpg"))).metadata
        #expect(metadata == Metadata(icc: [1, 2, 3]))
        let pnm = try workshop.run("decode", "a.cwc", "a.ppm")
        #expect(
            pnm.errors
                == "cwc: a.ppm: this format holds no profile, code points of colour, Exif or XMP; "
                + "they are left out\n")
    }

    /// A chunk that cannot be kept is named, and the picture is encoded.
    @Test func lossesAreNamed() throws {
        var bytes = try readFile(workshop.path("in.png"))
        // gAMA of 0, with its CRC, behind IHDR.
        bytes.insert(
            contentsOf: [0, 0, 0, 4] + Array("gAMA".utf8) + [0, 0, 0, 0, 0x8B, 0x25, 0x60, 0x4D],
            at: 33)
        try writeFile(bytes, to: workshop.path("bad.png"))
        let run = try workshop.run("encode", "bad.png", "b.cwc", "--model", "tiny.cwm", "--quiet")
        #expect(run.status == 0)
        #expect(run.errors == "cwc: bad.png: gAMA is left out: it is no exponent\n")
    }
}
