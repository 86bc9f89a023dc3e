import CWCImage
import CWCTestSupport
import Testing

@testable import CWCImageIO

@Suite struct PNGTests {
    @Test(arguments: Channels.allCases, [(1, 1), (1, 70), (97, 1), (33, 17)])
    func roundTrip(channels: Channels, size: (Int, Int)) throws {
        let picture = Sample.noise(size.0, size.1, channels, metadata: Sample.metadata)
        #expect(try decodeImage(bytes: encodeImage(picture, as: .png)) == picture)
    }

    @Test func sixteenBitsAreRoundedToTheNearest() throws {
        let stored = (0..<65536).flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let file = PNGBuilder(width: 256, height: 256, depth: 16, colorType: 0).file(rows: stored)
        let expected = (0..<65536).map { UInt8(($0 * 255 + 32767) / 65535) }
        #expect(try decodeImage(bytes: file).samples == expected)
    }

    @Test(arguments: [1, 2, 4])
    func fewBitsSpanTheWholeRange(depth: Int) throws {
        let maximum = (1 << depth) - 1
        let values = (0..<8).map { UInt8($0 & maximum) }
        let builder = PNGBuilder(width: 8, height: 1, depth: depth, colorType: 0)
        let file = builder.file(rows: PNGBuilder.pack(values, depth: depth))
        let picture = try decodeImage(bytes: file)
        #expect(picture.channels == .grey)
        #expect(picture.samples == values.map { UInt8(Int($0) * 255 / maximum) })
    }

    @Test func paletteWithTransparencyBecomesRGBA() throws {
        var builder = PNGBuilder(width: 3, height: 1, depth: 2, colorType: 3)
        builder.chunks = [
            PNGChunk(type: "PLTE", data: [1, 2, 3, 40, 50, 60, 255, 254, 253]),
            PNGChunk(type: "tRNS", data: [0, 128]),
        ]
        let picture = try decodeImage(
            bytes: builder.file(rows: PNGBuilder.pack([2, 1, 0], depth: 2)))
        #expect(picture.channels == .rgbAlpha)
        #expect(picture.samples == [255, 254, 253, 255, 40, 50, 60, 128, 1, 2, 3, 0])
    }

    @Test func paletteBecomesRGB() throws {
        var builder = PNGBuilder(width: 2, height: 1, depth: 8, colorType: 3)
        builder.chunks = [PNGChunk(type: "PLTE", data: [1, 2, 3, 40, 50, 60])]
        let picture = try decodeImage(bytes: builder.file(rows: [1, 0]))
        #expect(picture.channels == .rgb)
        #expect(picture.samples == [40, 50, 60, 1, 2, 3])
    }

    @Test func transparentColourIsComparedAtFullDepth() throws {
        var builder = PNGBuilder(width: 2, height: 1, depth: 16, colorType: 0)
        builder.chunks = [PNGChunk(type: "tRNS", data: [0x80, 0x01])]
        // Both values round to 128; only one is the transparent one.
        let picture = try decodeImage(bytes: builder.file(rows: [0x80, 0x00, 0x80, 0x01]))
        #expect(picture.channels == .greyAlpha)
        #expect(picture.samples == [128, 255, 128, 0])
    }

    @Test(arguments: [(1, 1), (5, 3), (8, 8), (19, 23)])
    func interlaced(size: (Int, Int)) throws {
        let picture = Sample.noise(size.0, size.1, .rgb)
        var builder = PNGBuilder(width: size.0, height: size.1, depth: 8, colorType: 2)
        builder.interlaced = true
        #expect(try decodeImage(bytes: builder.file(rows: picture.samples)) == picture)
    }

    @Test func compressedXMPAndOtherTexts() throws {
        let head = Array("XML:com.adobe.xmp".utf8)
        var builder = PNGBuilder(width: 1, height: 1, depth: 8, colorType: 0)
        let packet = Array(String(repeating: "<x/>", count: 3000).utf8)
        builder.chunks = [
            PNGChunk(type: "iTXt", data: Array("Title".utf8) + [0, 0, 0, 0, 0, 65]),
            PNGChunk(type: "tEXt", data: head + [0, 65]),
            PNGChunk(type: "iTXt", data: head + [0, 1, 0, 101, 110, 0, 0] + Zlib.deflate(packet)),
        ]
        let file = builder.file(rows: [7])
        #expect(try decodeImage(bytes: file).metadata == Metadata(xmp: packet))

        let limits = ImageLimits(maxMetadataBytes: packet.count - 1)
        let error = ImageError(.limitExceeded, .png, "metadata of more than 11999 bytes")
        #expect(throws: error) { try decodeImage(bytes: file, limits: limits) }
        let exact = ImageLimits(maxMetadataBytes: packet.count)
        #expect(try decodeImage(bytes: file, limits: exact).metadata.xmp == packet)
    }

    @Test(arguments: [
        (PNGChunk(type: "iCCP", data: [65, 0, 0, 1, 2, 3]), "damaged zlib stream in metadata"),
        (PNGChunk(type: "iCCP", data: [65, 66, 67]), "iCCP chunk without a zlib stream"),
        (
            PNGChunk(type: "iTXt", data: Array("XML:com.adobe.xmp".utf8) + [0, 0]),
            "iTXt chunk without text"
        ),
    ])
    func damagedMetadata(chunk: PNGChunk, detail: String) {
        var builder = PNGBuilder(width: 1, height: 1, depth: 8, colorType: 0)
        builder.chunks = [chunk]
        let file = builder.file(rows: [7])
        #expect(throws: ImageError(.malformed, .png, detail)) { try decodeImage(bytes: file) }
    }

    @Test func everyTruncationIsNoticed() throws {
        let file = try encodeImage(
            Sample.noise(9, 7, .rgb, metadata: Sample.metadata), as: .png)
        for length in 0..<file.count {
            let error = #expect(throws: ImageError.self) {
                try decodeImage(bytes: Array(file[..<length]))
            }
            let early = length > 0 && length < PNGChunk.signature.count
            #expect(error?.code == (early ? .unsupported : .truncated), "\(length) bytes")
        }
    }

    @Test func everyFlippedByteIsNoticedOrHarmless() throws {
        let picture = Sample.noise(9, 7, .rgb, metadata: Sample.metadata)
        let file = try encodeImage(picture, as: .png)
        // The type of an optional chunk decides whether its CRC is looked at; all else is covered.
        for offset in file.indices {
            var damaged = file
            damaged[offset] ^= 0xFF
            let decoded = try? decodeImage(bytes: damaged)
            #expect(decoded?.samples == nil || decoded?.samples == picture.samples, "\(offset)")
        }
    }

    @Test func sizeIsCheckedBeforeAllocation() {
        let builder = PNGBuilder(width: 1 << 30, height: 1 << 30, depth: 8, colorType: 2)
        let error = ImageError(
            .limitExceeded, .png, "1073741824×1073741824 pixels; at most 268435456 allowed")
        #expect(throws: error) { try decodeImage(bytes: builder.file(rows: [])) }
    }
}
