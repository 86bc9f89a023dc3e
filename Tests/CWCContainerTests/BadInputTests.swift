import CWCContainer
import Testing

/// One input for each rule of the specification, and the very error that it must give.
@Suite struct BadInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var bytes: [UInt8]
        var error: FormatError

        init(
            _ name: String, _ bytes: [UInt8], _ code: FormatError.Code, at offset: Int,
            _ section: String, _ detail: String
        ) {
            self.name = name
            self.bytes = bytes
            error = FormatError(code, offset: offset, section: section, detail: detail)
        }

        var testDescription: String { name }
    }

    /// A header without fault; sections begin at byte 27.
    private static let sound = header()

    @Test(arguments: headerCases + sectionCases)
    func isRefused(input: Case) {
        #expect(throws: input.error) { try Container(parsing: input.bytes) }
    }

    private static let headerCases: [Case] = [
        Case(
            "nothing", [], .truncated, at: 0, "cwc §4.1", "signature: the input ends here"),
        Case(
            "half a signature", [0x8B, 0x43, 0x57], .truncated, at: 0, "cwc §4.1",
            "signature: the input ends here"),
        Case(
            "another format", Array("\u{1}PNG".utf8), .badSignature, at: 0, "cwc §4.1",
            "signature: 01504e47 is not 8b4357430d0a1a0a"),
        Case(
            "bit 7 cleared", [0x0B] + sound.dropFirst(), .badSignature, at: 0, "cwc §4.1",
            "signature: 0b4357430d0a1a0a is not 8b4357430d0a1a0a"),
        Case(
            "line ending rewritten", header { $0.remove(at: 4) }, .badSignature, at: 0,
            "cwc §4.1", "signature: 8b4357430a1a0a01 is not 8b4357430d0a1a0a"),
        Case(
            "a newer major version, and nothing after it", sound.prefix(8) + [2],
            .unsupportedVersion, at: 8, "cwc §4.2", "major version 2; this decoder knows 1"),
        Case(
            "major version 0", header { $0[8] = 0 }, .unsupportedVersion, at: 8, "cwc §4.2",
            "major version 0; this decoder knows 1"),
        Case(
            "reserved flag, bit 7", header { $0[10] |= 0x80 }, .unsupportedFeature, at: 10,
            "cwc §4.3", "flags: a reserved bit"),
        Case(
            "no depth where one is announced",
            Array(header { $0[10] |= 0x40 }.prefix(23)), .truncated, at: 23, "cwc §4.8",
            "depth: the input ends here"),
        Case(
            "depth 8", header(of: deepFile()) { $0[23] = 8 }, .badValue, at: 23, "cwc §4.8",
            "depth: 8"),
        Case(
            "depth 0", header(of: deepFile()) { $0[23] = 0 }, .badValue, at: 23, "cwc §4.8",
            "depth: 0"),
        Case(
            "depth 11", header(of: deepFile()) { $0[23] = 11 }, .unsupportedFeature, at: 23,
            "cwc §4.8", "depth: 11 bits"),
        Case(
            "depth 16", header(of: deepFile()) { $0[23] = 16 }, .unsupportedFeature, at: 23,
            "cwc §4.8", "depth: 16 bits"),
        Case(
            "payload form 3", header { $0[10] |= 0x0C }, .unsupportedFeature, at: 10,
            "cwc §4.3", "payload_form: 3 is reserved"),
        Case(
            "width 0", header { $0[11] = 0 }, .badValue, at: 11, "cwc §4", "width: 0"),
        Case(
            "height 0", header { $0[12] = 0 }, .badValue, at: 12, "cwc §4", "height: 0"),
        Case(
            "width 2²⁴", header { $0.replaceSubrange(11..<12, with: [0x80, 0x80, 0x80, 0x08]) },
            .limitExceeded, at: 11, "cwc §4", "width: 16777216 exceeds 16777215"),
        Case(
            "height 2³² − 1",
            header { $0.replaceSubrange(12..<13, with: [0xFF, 0xFF, 0xFF, 0xFF, 0x0F]) },
            .limitExceeded, at: 12, "cwc §4", "height: 4294967295 exceeds 16777215"),
        Case(
            "width not in its shortest form",
            header { $0.replaceSubrange(11..<12, with: [0x89, 0x00]) },
            .badVarint, at: 11, "cwc §4", "width: the varint is not in its shortest form"),
        Case(
            "height beyond 32 bits",
            header { $0.replaceSubrange(12..<13, with: [0xFF, 0xFF, 0xFF, 0xFF, 0x1F]) },
            .badVarint, at: 12, "cwc §4", "height: the varint exceeds 32 bits"),
        Case(
            "quality 100.01", header { $0.replaceSubrange(21..<23, with: [0x11, 0x27]) },
            .badValue, at: 21, "cwc §4.5", "quality: 10001 exceeds 10000"),
        Case(
            "quality one below unknown",
            header { $0.replaceSubrange(21..<23, with: [0xFE, 0xFF]) },
            .badValue, at: 21, "cwc §4.5", "quality: 65534 exceeds 10000"),
        Case(
            "wrong header checksum", sound.dropLast(4) + [0, 0, 0, 0], .checksumMismatch, at: 23,
            "cwc §4", "header_crc: stored 00000000, computed f98e12f0"),
    ]

    private static let sectionCases: [Case] = [
        Case(
            "no sections", sound, .truncated, at: 27, "cwc §5.1",
            "section_type: the input ends here"),
        Case(
            "map and no codes", sound + section(1), .truncated, at: 33, "cwc §5.1",
            "section_type: the input ends here"),
        Case(
            "a payload longer than the file", sound + [1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
            .truncated, at: 33, "cwc §5.1", "section_payload: the input ends here"),
        Case(
            "wrong section checksum", sound + [1, 0, 1, 2, 3, 4], .checksumMismatch, at: 29,
            "cwc §5.1", "section_crc: stored 04030201, computed 58c223be"),
        Case(
            "bytes after the end", sound + section(1) + section(2) + [0], .trailingBytes, at: 39,
            "cwc §3", "1 bytes follow the last section"),
        Case(
            "codes again after the end", sound + section(1) + section(2) + section(2),
            .trailingBytes, at: 39, "cwc §3", "6 bytes follow the last section"),
        Case(
            "alpha after the end of a file without", sound + section(1) + section(2) + section(3),
            .trailingBytes, at: 39, "cwc §3", "6 bytes follow the last section"),
        Case(
            "map again", sound + section(1) + section(1), .duplicateSection, at: 33, "cwc §5.2",
            "importance stands here again"),
        Case(
            "profile again", sound + section(0x81) + section(0x81), .duplicateSection, at: 33,
            "cwc §5.2", "icc stands here again"),
        Case(
            "profile after Exif", sound + section(0x82) + section(0x81), .misplacedSection, at: 33,
            "cwc §5.2", "icc must not stand here"),
        Case(
            "code points of three bytes", sound + section(0x84, [9, 16, 0]), .badPayload, at: 32,
            "cwc §5.3", "full_range: the input ends here"),
        Case(
            "code points of five bytes", sound + section(0x84, [9, 16, 0, 1, 2]), .badPayload,
            at: 33, "cwc §5.3", "1 bytes too many"),
        Case(
            "code points of YCbCr", sound + section(0x84, [9, 16, 9, 1]), .unsupportedFeature,
            at: 31, "cwc §5.3", "matrix_coefficients: 9"),
        Case(
            "code points of range 2", sound + section(0x84, [9, 16, 0, 2]), .badValue, at: 32,
            "cwc §5.3", "full_range: 2"),
        Case(
            "code points before the profile", sound + section(0x84, [9, 16, 0, 1]) + section(0x81),
            .misplacedSection, at: 37, "cwc §5.2", "icc must not stand here"),
        Case(
            "XMP after the map", sound + section(1) + section(0x83), .misplacedSection, at: 33,
            "cwc §5.2", "xmp must not stand here"),
        Case(
            "alpha without having any", sound + section(1) + section(3), .misplacedSection, at: 33,
            "cwc §5.2", "alpha must not stand here"),
        Case(
            "codes before the map", sound + section(2), .missingSection, at: 27, "cwc §5.2",
            "importance must come before codes"),
        Case(
            "alpha without codes", header { $0[10] |= 2 } + section(1) + section(3),
            .missingSection, at: 33, "cwc §5.2", "codes must come before alpha"),
        Case(
            "codes but not the alpha there must be",
            header { $0[10] |= 2 } + section(1)
                + section(2), .truncated, at: 39, "cwc §5.1", "section_type: the input ends here"),
        Case(
            "unknown section that must be understood", sound + section(0x05), .unsupportedSection,
            at: 27, "cwc §5.2", "section_type: 5 is unknown"),
        Case(
            "section type 0", sound + section(0), .unsupportedSection, at: 27, "cwc §5.2",
            "section_type: 0 is unknown"),
    ]
}
