import CWCImage
import Testing

@testable import CWCImageIO

/// What the chunks of PNG files say of colours, and what becomes of it.
@Suite struct PNGColourTests {
    // In units of 1/100000: white, red, green and blue.
    private static let sRGB = [31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000]
    private static let displayP3 = [31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000]
    private static let bt2020 = [31270, 32900, 70800, 29200, 17000, 79700, 13100, 4600]
    private static let adobeRGB = [31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000]

    private static func chunk(_ type: String, _ numbers: [Int]) -> PNGChunk {
        PNGChunk(
            type: type,
            data: numbers.flatMap { number in
                [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
            })
    }

    private static func gAMA(_ gamma: Int) -> PNGChunk { chunk("gAMA", [gamma]) }

    /// A pixel with some chunks before it.
    private func read(
        _ chunks: [PNGChunk], isGrey: Bool = false
    ) throws -> (metadata: Metadata, notes: [String]) {
        var builder = PNGBuilder(width: 1, height: 1, depth: 8, colorType: isGrey ? 0 : 2)
        builder.chunks = chunks
        let reader = try ImageReader(bytes: builder.file(rows: isGrey ? [7] : [7, 8, 9]))
        _ = try DeepImage(reading: reader)
        return (reader.metadata, reader.notes)
    }

    @Test(
        arguments: [
            ([9, 16, 0, 1], CICP(primaries: 9, transfer: 16)),
            ([1, 13, 0, 0], CICP(primaries: 1, transfer: 13, isFullRange: false)),
            ([0, 255, 0, 1], CICP(primaries: 0, transfer: 255)),
        ] as [([UInt8], CICP)])
    func codePoints(data: [UInt8], expected: CICP) throws {
        let read = try read([PNGChunk(type: "cICP", data: data)])
        #expect(read.metadata == Metadata(cicp: expected) && read.notes.isEmpty)
        // And out again.
        let image = RasterImage(
            width: 1, height: 1, channels: .grey, samples: [1], metadata: read.metadata)
        let file = try encodeImage(image, as: .png)
        #expect(try decodeImage(bytes: file) == image)
        #expect(PNGChunk.chunks(for: read.metadata)[0].data.elementsEqual(data))
    }

    /// What other sets of chunks mean: no set, sRGB, is nothing.
    @Test(
        arguments: [
            ([gAMA(45455)], nil),
            ([gAMA(45455), chunk("cHRM", sRGB)], nil),
            ([chunk("cHRM", sRGB)], nil),
            ([gAMA(45455), chunk("cHRM", displayP3)], CICP(primaries: 12, transfer: 4)),
            ([chunk("cHRM", displayP3)], CICP(primaries: 12, transfer: 13)),
            ([gAMA(100_000), chunk("cHRM", bt2020)], CICP(primaries: 9, transfer: 8)),
            ([gAMA(100_000)], CICP(primaries: 1, transfer: 8)),
            ([gAMA(35714), chunk("cHRM", sRGB)], CICP(primaries: 1, transfer: 5)),
            // What sRGB or code points say counts more.
            ([PNGChunk(type: "sRGB", data: [0]), gAMA(45455), chunk("cHRM", adobeRGB)], nil),
            (
                [
                    PNGChunk(type: "cICP", data: [9, 18, 0, 1]), gAMA(60000),
                    chunk("cHRM", adobeRGB),
                ],
                CICP(primaries: 9, transfer: 18)
            ),
        ] as [([PNGChunk], CICP?)])
    func standardizedSets(chunks: [PNGChunk], expected: CICP?) throws {
        let read = try read(chunks)
        #expect(read.metadata == Metadata(cicp: expected))
        #expect(read.notes.isEmpty)
        // The order of chunks does not matter.
        #expect(try self.read(chunks.reversed()).metadata == read.metadata)
    }

    /// A profile stays, beside code points or without; gamma and primaries do not count then.
    @Test func profilesStay() throws {
        let profile = PNGChunk(
            type: "iCCP", data: Array("p".utf8) + [0, 0] + Zlib.deflate([5, 6, 7]))
        #expect(
            try read([profile, Self.gAMA(60000)]).metadata == Metadata(icc: [5, 6, 7]))
        #expect(
            try read([PNGChunk(type: "cICP", data: [9, 16, 0, 1]), profile]).metadata
                == Metadata(icc: [5, 6, 7], cicp: CICP(primaries: 9, transfer: 16)))
    }

    /// Adobe RGB has no code points. The numbers of the matrix are those of its published profile.
    @Test func adobeRGBBecomesAProfile() throws {
        let read = try read([Self.gAMA(45470), Self.chunk("cHRM", Self.adobeRGB)])
        #expect(read.metadata.cicp == nil && read.notes.isEmpty)
        let profile = try ParsedProfile(#require(read.metadata.icc))
        #expect(profile.space == "RGB ")
        let published = [
            "rXYZ": [0.60974, 0.31111, 0.01947], "gXYZ": [0.20528, 0.62567, 0.06087],
            "bXYZ": [0.14919, 0.06322, 0.74457], "wtpt": [0.96420, 1, 0.82491],
        ]
        for (tag, numbers) in published {
            let found = try profile.numbers(tag)
            for (a, b) in zip(found, numbers) { #expect(abs(a - b) < 0.0003, "\(tag): \(found)") }
        }
        for tag in ["rTRC", "gTRC", "bTRC"] {
            let curve = try profile.curve(tag)
            #expect(curve.function == 0 && abs(curve.parameters[0] - 2.19925) < 0.0001)
        }
        // The way back through the adaptation gives the primaries of the file.
        let chad = try profile.numbers("chad")
        let adaptation = ColourMatrix(
            rows: ColourVector(chad[0], chad[1], chad[2]),
            ColourVector(chad[3], chad[4], chad[5]), ColourVector(chad[6], chad[7], chad[8]))
        let back = try #require(adaptation.inverse)
        for (index, tag) in ["rXYZ", "gXYZ", "bXYZ"].enumerated() {
            let numbers = try profile.numbers(tag)
            let xyz = back * ColourVector(numbers[0], numbers[1], numbers[2])
            let sum = xyz.x + xyz.y + xyz.z
            #expect(abs(xyz.x / sum * 100_000 - Double(Self.adobeRGB[2 + 2 * index])) < 15)
            #expect(abs(xyz.y / sum * 100_000 - Double(Self.adobeRGB[3 + 2 * index])) < 15)
        }
    }

    /// Other exponents, with primaries and without, and the curve of sRGB where there is none.
    @Test func otherCurves() throws {
        let mac = try ParsedProfile(#require(try read([Self.gAMA(55556)]).metadata.icc))
        #expect(abs(try mac.curve("gTRC").parameters[0] - 1.8) < 0.0001)
        // sRGB as it is published.
        #expect(abs(try mac.numbers("rXYZ")[0] - 0.43607) < 0.0003)
        let wide = try ParsedProfile(
            #require(try read([Self.chunk("cHRM", Self.adobeRGB)]).metadata.icc))
        let curve = try wide.curve("rTRC")
        #expect(curve.function == 3 && curve.parameters.count == 5)
        #expect(abs(curve.parameters[0] - 2.4) < 0.0001)
    }

    @Test func greyHasACurveAlone() throws {
        #expect(try read([Self.gAMA(45455)], isGrey: true).metadata == Metadata())
        let read = try read(
            [Self.gAMA(55556), Self.chunk("cHRM", Self.adobeRGB)], isGrey: true)
        let profile = try ParsedProfile(#require(read.metadata.icc))
        #expect(
            profile.space == "GRAY"
                && profile.tags.keys.sorted() == ["cprt", "desc", "kTRC", "wtpt"])
        #expect(abs(try profile.curve("kTRC").parameters[0] - 1.8) < 0.0001)
        #expect(
            try self.read([Self.chunk("cHRM", Self.adobeRGB)], isGrey: true).metadata == Metadata())
    }

    /// What cannot be kept is named.
    @Test(
        arguments: [
            ([chunk("gAMA", [0])], ["gAMA is left out: it is no exponent"]),
            ([PNGChunk(type: "gAMA", data: [1])], ["gAMA is left out: it is no exponent"]),
            ([chunk("gAMA", [0x7FFF_FFFF])], ["gAMA is left out: it is no exponent"]),
            ([chunk("cHRM", [1, 2])], ["cHRM is left out: these are no primaries"]),
            (
                [chunk("cHRM", [31270, 0, 1, 0, 0, 0, 1, 1]), gAMA(0)],
                [
                    "cHRM is left out: these are no primaries",
                    "gAMA is left out: it is no exponent",
                ]
            ),
            // On a line.
            (
                [chunk("cHRM", [31270, 32900, 10000, 10000, 20000, 20000, 30000, 30000])],
                ["cHRM is left out: these are no primaries"]
            ),
            (
                [PNGChunk(type: "cICP", data: [9, 16, 9, 1])],
                ["cICP is left out: it is none of RGB samples"]
            ),
            (
                [PNGChunk(type: "cICP", data: [9, 16, 0])],
                ["cICP is left out: it is none of RGB samples"]
            ),
            ([chunk("gAMA", [0]), PNGChunk(type: "sRGB", data: [0])], []),
        ] as [([PNGChunk], [String])])
    func lossesAreNamed(chunks: [PNGChunk], notes: [String]) throws {
        let read = try read(chunks)
        #expect(read.metadata == Metadata() && read.notes == notes)
    }
}

/// An ICC profile taken apart, without the code that makes them.
private struct ParsedProfile {
    let space: String
    private(set) var tags: [String: [UInt8]] = [:]

    init(_ bytes: [UInt8]) throws {
        func number(_ place: Int) -> Int {
            bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
        }
        func word(_ place: Int) -> String {
            String(decoding: bytes[place..<place + 4], as: UTF8.self)
        }
        space = word(16)
        #expect(number(0) == bytes.count && bytes.count % 4 == 0)
        #expect(bytes[8] == 4 && word(12) == "mntr" && word(20) == "XYZ " && word(36) == "acsp")
        // D50.
        #expect([number(68), number(72), number(76)] == [0xF6D6, 0x10000, 0xD32D])
        for index in 0..<number(128) {
            let entry = 132 + 12 * index
            let offset = number(entry + 4)
            #expect(offset % 4 == 0)
            tags[word(entry)] = Array(bytes[offset..<offset + number(entry + 8)])
        }
    }

    private func fixed(_ bytes: ArraySlice<UInt8>) -> [Double] {
        stride(from: bytes.startIndex, to: bytes.endIndex, by: 4).map { place in
            let bits = bytes[place..<place + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            return Double(Int32(bitPattern: bits)) / 65536
        }
    }

    func numbers(_ tag: String) throws -> [Double] {
        let data = try #require(tags[tag])
        #expect(["XYZ ", "sf32"].contains(String(decoding: data[..<4], as: UTF8.self)))
        return fixed(data[8...])
    }

    func curve(_ tag: String) throws -> (function: Int, parameters: [Double]) {
        let data = try #require(tags[tag])
        #expect(data[..<4].elementsEqual("para".utf8))
        return (Int(data[8]) << 8 | Int(data[9]), fixed(data[12...]))
    }
}
