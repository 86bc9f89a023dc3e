import CWCImage
import CWCImageIO
import Testing

@Suite struct ImageEncodingTests {
    @Test(arguments: [
        ("png", ImageEncoding.png), ("PNG", .png), ("pgm", .netpbm), ("ppm", .netpbm),
        ("pnm", .netpbm), ("pam", .pam), ("jpg", .jpeg(JPEGOptions())),
        ("JPEG", .jpeg(JPEGOptions())), ("", nil), ("cwc", nil), ("webp", nil),
    ])
    func extensionsOfOutputFiles(pathExtension: String, expected: ImageEncoding?) {
        #expect(ImageEncoding(pathExtension: pathExtension) == expected)
    }

    @Test(arguments: [
        ImageEncoding.png, .netpbm, .pam, .jpeg(JPEGOptions()), .webp(WebPOptions()),
        .webpLossless, .jpeg2000(JPEG2000Options(compressionRatio: 2)),
    ])
    func whatCarriesMetadataSaysSo(encoding: ImageEncoding) throws {
        let picture = Sample.noise(4, 4, .rgb, metadata: Sample.metadata)
        let decoded = try decodeImage(bytes: encodeImage(picture, as: encoding))
        let expected = encoding.carriesMetadata ? Sample.metadata : Metadata()
        #expect(decoded.metadata == expected)
    }

    @Test func qualityIsMovedIntoItsRange() throws {
        let picture = Sample.noise(16, 16, .rgb)
        func file(_ quality: Int) throws -> [UInt8] {
            try encodeImage(picture, as: .jpeg(JPEGOptions(quality: quality)))
        }
        #expect(try file(-5) == file(1) && file(1000) == file(100) && file(1) != file(100))
    }

    /// Quantizers beyond 255 make smaller files than baseline can have, where a picture is large
    /// enough to make up for tables of 16 bits.
    @Test func baselineLimitsLowQualities() throws {
        let picture = Sample.noise(128, 128, .rgb)
        func size(_ quality: Int, _ forcesBaseline: Bool) throws -> Int {
            let options = JPEGOptions(quality: quality, forcesBaseline: forcesBaseline)
            return try encodeImage(picture, as: .jpeg(options)).count
        }
        #expect(try size(3, false) < size(3, true) && size(50, false) == size(50, true))
    }

    @Test func sidesThatJPEGCannotHold() {
        let picture = RasterImage(
            width: 65501, height: 1, channels: .grey, samples: Array(repeating: 0, count: 65501))
        let error = #expect(throws: ImageError.self) {
            try encodeImage(picture, as: .jpeg(JPEGOptions()))
        }
        #expect(error?.code == .unsupported)
    }
}
