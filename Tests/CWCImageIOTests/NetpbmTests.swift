import CWCImage
import CWCImageIO
import CWCTestSupport
import Testing

@Suite struct NetpbmTests {
    @Test(arguments: Channels.allCases, [ImageEncoding.netpbm, .pam])
    func roundTrip(channels: Channels, encoding: ImageEncoding) throws {
        let picture = Sample.noise(7, 5, channels)
        #expect(try decodeImage(bytes: encodeImage(picture, as: encoding)) == picture)
    }

    @Test func plainestHeaders() throws {
        #expect(
            try encodeImage(Sample.noise(7, 5, .rgb), as: .netpbm)
                .starts(with: Array("P6\n7 5\n255\n".utf8)))
        #expect(
            try encodeImage(Sample.noise(7, 5, .grey), as: .netpbm)
                .starts(with: Array("P5\n7 5\n255\n".utf8)))
    }

    @Test func commentsAndAnyWhiteSpace() throws {
        let file = Array("P5 # a comment 9 9\n#another\r\n\t2\u{0B}1 #x\n 255\n".utf8) + [10, 35]
        #expect(try decodeImage(bytes: file).samples == [10, 35])
    }

    @Test func samplesAreScaledToTheNearest() throws {
        let small = Array("P5 4 1 15\n".utf8) + [0, 1, 8, 15]
        #expect(try decodeImage(bytes: small).samples == [0, 17, 136, 255])
        let wide =
            Array("P5 256 256 65535\n".utf8)
            + (0..<65536).flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let expected = (0..<65536).map { UInt8(($0 * 255 + 32767) / 65535) }
        #expect(try decodeImage(bytes: wide).samples == expected)
    }

    @Test(arguments: [
        ("P5 1 1 7\n\u{08}", ImageError(.malformed, .netpbm, "a sample of 8 above 7")),
        ("P5 1 1 0\n\u{08}", ImageError(.malformed, .netpbm, "maximum sample 0, not 1...65535")),
        (
            "P5 1 1 65536\n\u{08}a",
            ImageError(.malformed, .netpbm, "maximum sample 65536, not 1...65535")
        ),
        ("P6 -1 1 255\nabc", ImageError(.malformed, .netpbm, "-1 in place of a number")),
        ("P6 0 1 255\nabc", ImageError(.malformed, .netpbm, "0×1 pixels")),
        (
            "P6 9999999999 9999999999 255\n",
            ImageError(
                .limitExceeded, .netpbm,
                "9999999999×9999999999 pixels; at most 268435456 allowed")
        ),
        ("P6 1 1", ImageError(.truncated, .netpbm, "the file ends within the header")),
        ("P6 1 1 255\nab", ImageError(.truncated, .netpbm, "the file ends within the samples")),
        (
            "P7\nWIDTH 1\nHEIGHT 1\nDEPTH 5\nMAXVAL 255\nENDHDR\nabcde",
            ImageError(.unsupported, .netpbm, "5 channels, not 1...4")
        ),
        (
            "P7\nWIDTH 1\nHEIGHT 1\nDEPTH 3\nMAXVAL 255\nTUPLTYPE LAB\nENDHDR\nabc",
            ImageError(.unsupported, .netpbm, "3 channels of LAB")
        ),
        ("P7\nCOLOUR 1\n", ImageError(.malformed, .netpbm, "PAM header line COLOUR")),
        (
            "P5 1111111111111111111111111111111111 1 1\n",
            ImageError(.malformed, .netpbm, "a header word of more than 32 bytes")
        ),
        (
            "P6",
            ImageError(.unsupported, nil, "not a PNG, JPEG, JPEG 2000, WebP, PGM, PPM or PAM file")
        ),
        (
            "not a picture",
            ImageError(.unsupported, nil, "not a PNG, JPEG, JPEG 2000, WebP, PGM, PPM or PAM file")
        ),
        ("", ImageError(.truncated, nil, "the file is empty")),
    ])
    func refused(text: String, error: ImageError) {
        #expect(throws: error) { try decodeImage(bytes: Array(text.utf8)) }
    }
}
