import CWCImage
import CWCTestSupport
import Testing

@testable import CWCImageIO

@Suite struct JPEGTests {
    private static let options = [
        JPEGOptions(quality: 95, chroma: .full),
        JPEGOptions(quality: 95, chroma: .half, optimizesHuffman: false),
        JPEGOptions(quality: 95, chroma: .half, progressive: true),
    ]

    @Test(arguments: [Channels.grey, .rgb], options)
    func roundTripIsClose(channels: Channels, options: JPEGOptions) throws {
        let picture = Sample.ramp(37, 21, channels)
        let decoded = try decodeImage(bytes: encodeImage(picture, as: .jpeg(options)))
        #expect(decoded.channels == channels)
        #expect(Sample.largestDifference(decoded, picture) <= 6)
    }

    @Test func progressiveChangesTheScansOnly() throws {
        let picture = Sample.noise(40, 24, .rgb)
        let baseline = try encodeImage(picture, as: .jpeg(JPEGOptions()))
        let progressive = try encodeImage(picture, as: .jpeg(JPEGOptions(progressive: true)))
        #expect(JPEGSegment.header(of: baseline).contains { $0.marker == 0xC0 })
        #expect(JPEGSegment.header(of: progressive).contains { $0.marker == 0xC2 })
        #expect(try decodeImage(bytes: baseline) == decodeImage(bytes: progressive))
    }

    @Test(arguments: [(JPEGOptions.Chroma.full, UInt8(0x11)), (.half, 0x22)])
    func chromaIsHalvedInBothDirections(chroma: JPEGOptions.Chroma, factors: UInt8) throws {
        let file = try encodeImage(
            Sample.ramp(16, 16, .rgb), as: .jpeg(JPEGOptions(chroma: chroma)))
        let frame = try #require(JPEGSegment.header(of: file).first { $0.marker == 0xC0 })
        // Precision, height, width, 3 components; then identifier, factors, table of each.
        #expect(
            [7, 10, 13].map { frame.payload[frame.payload.startIndex + $0] }
                == [factors, 0x11, 0x11])
    }

    @Test func optimizedTablesAndLowerQualityAreSmaller() throws {
        let picture = Sample.noise(64, 64, .rgb)
        func bytes(_ options: JPEGOptions) throws -> Int {
            try encodeImage(picture, as: .jpeg(options)).count
        }
        let plain = try bytes(JPEGOptions(quality: 50, optimizesHuffman: false))
        let optimized = try bytes(JPEGOptions(quality: 50))
        #expect(try optimized < plain && bytes(JPEGOptions(quality: 20)) < optimized)
    }

    @Test func metadataOfManySegments() throws {
        var random = SeededRandom(seed: 3)
        var metadata = Sample.metadata
        metadata.icc = (0..<200_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let picture = Sample.noise(8, 8, .rgb, metadata: metadata)
        let file = try encodeImage(picture, as: .jpeg(JPEGOptions()))
        #expect(try decodeImage(bytes: file).metadata == metadata)
    }

    @Test func metadataThatDoNotFit() {
        let metadata = Metadata(exif: [UInt8](repeating: 0, count: 65528))
        let picture = Sample.noise(8, 8, .rgb, metadata: metadata)
        #expect(throws: ImageError(.unsupported, .jpeg, "65528 bytes of Exif; too long")) {
            try encodeImage(picture, as: .jpeg(JPEGOptions()))
        }
    }

    @Test func missingPartOfAProfile() throws {
        let icc = JPEGSegment(
            marker: JPEGSegment.app2, payload: (Array("ICC_PROFILE\0".utf8) + [2, 2, 9])[...])
        var file = try encodeImage(Sample.noise(8, 8, .grey), as: .jpeg(JPEGOptions()))
        file.insert(contentsOf: icc.bytes, at: 20)
        #expect(throws: ImageError(.malformed, .jpeg, "ICC segments are missing or repeated")) {
            try decodeImage(bytes: file)
        }
    }

    @Test func alphaIsRefused() {
        #expect(throws: ImageError(.unsupported, .jpeg, "JPEG has no alpha channel")) {
            try encodeImage(Sample.noise(8, 8, .rgbAlpha), as: .jpeg(JPEGOptions()))
        }
    }

    @Test func cmykIsRefused() {
        let error = ImageError(
            .unsupported, .jpeg, "CMYK; only grey and colour (YCbCr or RGB) can be read")
        #expect(throws: error) { try decodeImage(bytes: Self.cmyk) }
    }

    @Test func colourWithoutTransform() throws {
        let picture = try decodeImage(bytes: Self.directRGB)
        #expect(picture.samples == (0..<64).flatMap { _ in [200, 60, 20] as [UInt8] })
    }

    @Test(arguments: [false, true])
    func everyTruncationIsNoticed(progressive: Bool) throws {
        let file = try encodeImage(
            Sample.noise(20, 18, .rgb, metadata: Sample.metadata),
            as: .jpeg(JPEGOptions(progressive: progressive)))
        for length in 0..<file.count {
            let error = #expect(throws: ImageError.self, "\(length) bytes") {
                try decodeImage(bytes: Array(file[..<length]))
            }
            let early = length > 0 && length < 3
            #expect(error?.code == (early ? .unsupported : .truncated), "\(length) bytes")
        }
    }

    @Test(arguments: [false, true])
    func flippedBytesAreSurvived(progressive: Bool) throws {
        let picture = Sample.noise(20, 18, .rgb)
        let file = try encodeImage(picture, as: .jpeg(JPEGOptions(progressive: progressive)))
        var refused = 0
        for offset in file.indices {
            var damaged = file
            damaged[offset] ^= 0xFF
            // JPEG has no checksums: some damage only shows as other pixels.
            do {
                _ = try decodeImage(bytes: damaged, limits: ImageLimits(maxPixels: 1 << 20))
            } catch { refused += 1 }
        }
        #expect(refused > file.count / 8)
    }

    @Test func sizeIsCheckedBeforeAllocation() throws {
        var file = try encodeImage(Sample.noise(8, 8, .grey), as: .jpeg(JPEGOptions()))
        let frame = try #require(JPEGSegment.header(of: file).first { $0.marker == 0xC0 })
        file.replaceSubrange(
            frame.payload.startIndex + 1..<frame.payload.startIndex + 5, with: [0xFF, 0, 0xFF, 0])
        let error = ImageError(
            .limitExceeded, .jpeg, "65280×65280 pixels; at most 268435456 allowed")
        #expect(throws: error) { try decodeImage(bytes: file) }
    }

    /// A colour file of one scan a component, made from a grey one; more than three scans repeat.
    private func separateScans(_ count: Int) throws -> [UInt8] {
        let grey = try encodeImage(Sample.ramp(8, 8, .grey), as: .jpeg(JPEGOptions(quality: 90)))
        let frame = try #require(JPEGSegment.header(of: grey).first { $0.marker == 0xC0 })
        let scan = try #require(grey.indices.first { grey[$0] == 0xFF && grey[$0 + 1] == 0xDA })
        let components: [UInt8] = [3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]
        let colour = JPEGSegment(marker: 0xC0, payload: frame.payload.prefix(5) + components)
        let entropyCoded = grey[(scan + 10)..<grey.count - 2]
        let scans = (0..<count).flatMap { index in
            [0xFF, 0xDA, 0, 8, 1, UInt8(1 + index % 3), 0, 0, 63, 0] + entropyCoded
        }
        return grey[..<(frame.payload.startIndex - 4)] + colour.bytes
            + grey[frame.payload.endIndex..<scan] + scans + [0xFF, 0xD9]
    }

    @Test func endlessScansAreRefused() throws {
        #expect(try decodeImage(bytes: separateScans(3)).channels == .rgb)
        #expect(throws: ImageError(.unsupported, .jpeg, "more than 200 scans")) {
            try decodeImage(bytes: separateScans(201))
        }
    }

    /// 8×8 pixels of four channels, written by Pillow.
    static let cmyk: [UInt8] = [
        0xFF, 0xD8, 0xFF, 0xEE, 0x00, 0x0E, 0x41, 0x64, 0x6F, 0x62, 0x65, 0x00, 0x64, 0x00,
        0x00, 0x00, 0x00, 0x00, 0xFF, 0xDB, 0x00, 0x43, 0x00, 0x1B, 0x12, 0x14, 0x17, 0x14,
        0x11, 0x1B, 0x17, 0x16, 0x17, 0x1E, 0x1C, 0x1B, 0x20, 0x28, 0x42, 0x2B, 0x28, 0x25,
        0x25, 0x28, 0x51, 0x3A, 0x3D, 0x30, 0x42, 0x60, 0x55, 0x65, 0x64, 0x5F, 0x55, 0x5D,
        0x5B, 0x6A, 0x78, 0x99, 0x81, 0x6A, 0x71, 0x90, 0x73, 0x5B, 0x5D, 0x85, 0xB5, 0x86,
        0x90, 0x9E, 0xA3, 0xAB, 0xAD, 0xAB, 0x67, 0x80, 0xBC, 0xC9, 0xBA, 0xA6, 0xC7, 0x99,
        0xA8, 0xAB, 0xA4, 0xFF, 0xC0, 0x00, 0x14, 0x08, 0x00, 0x08, 0x00, 0x08, 0x04, 0x43,
        0x11, 0x00, 0x4D, 0x11, 0x00, 0x59, 0x11, 0x00, 0x4B, 0x11, 0x00, 0xFF, 0xC4, 0x00,
        0x16, 0x00, 0x01, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x05, 0x02, 0x06, 0xFF, 0xC4, 0x00, 0x14, 0x10, 0x01, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0xFF, 0xDA, 0x00, 0x0E, 0x04, 0x43, 0x00, 0x4D, 0x00, 0x59, 0x00, 0x4B, 0x00,
        0x00, 0x3F, 0x00, 0xD1, 0x94, 0x51, 0xD7, 0xFF, 0xD9,
    ]

    /// 8×8 pixels of RGB (200, 60, 20) without colour transform, written by Pillow.
    static let directRGB: [UInt8] = [
        0xFF, 0xD8, 0xFF, 0xEE, 0x00, 0x0E, 0x41, 0x64, 0x6F, 0x62, 0x65, 0x00, 0x64, 0x00,
        0x00, 0x00, 0x00, 0x00, 0xFF, 0xDB, 0x00, 0x43, 0x00, 0x01, 0x01, 0x01, 0x01, 0x01,
        0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01,
        0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01,
        0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01,
        0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01,
        0x01, 0x01, 0x01, 0xFF, 0xC0, 0x00, 0x11, 0x08, 0x00, 0x08, 0x00, 0x08, 0x03, 0x52,
        0x11, 0x00, 0x47, 0x11, 0x00, 0x42, 0x11, 0x00, 0xFF, 0xC4, 0x00, 0x14, 0x00, 0x01,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x0A, 0xFF, 0xC4, 0x00, 0x14, 0x10, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xDA, 0x00, 0x0C,
        0x03, 0x52, 0x00, 0x47, 0x00, 0x42, 0x00, 0x00, 0x3F, 0x00, 0x48, 0x03, 0xBE, 0x13,
        0xEF, 0xFF, 0xD9,
    ]
}
