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

    @Test(arguments: [ImageEncoding.png, .netpbm, .pam, .jpeg(JPEGOptions())])
    func whatCarriesMetadataSaysSo(encoding: ImageEncoding) throws {
        let picture = Sample.noise(4, 4, .rgb, metadata: Sample.metadata)
        let decoded = try decodeImage(bytes: encodeImage(picture, as: encoding))
        let expected = encoding.carriesMetadata ? Sample.metadata : PictureMetadata()
        #expect(decoded.metadata == expected)
    }

    @Test func qualityIsMovedIntoItsRange() throws {
        let picture = Sample.noise(16, 16, .rgb)
        func file(_ quality: Int) throws -> [UInt8] {
            try encodeImage(picture, as: .jpeg(JPEGOptions(quality: quality)))
        }
        #expect(try file(-5) == file(1) && file(1000) == file(100) && file(1) != file(100))
    }

    @Test func sidesThatJPEGCannotHold() {
        let picture = Picture(
            width: 65501, height: 1, channels: .grey, samples: Array(repeating: 0, count: 65501))
        let error = #expect(throws: ImageError.self) {
            try encodeImage(picture, as: .jpeg(JPEGOptions()))
        }
        #expect(error?.code == .unsupported)
    }
}
