import CWCContainer
import Foundation
import Testing

/// The example in the specification is a file, and this is how it reads.
@Suite struct SpecificationTests {
    /// The block of lines `offset: bytes # meaning` in `Spec/cwc.md`.
    private func example() throws -> [UInt8] {
        let top = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let text = try String(contentsOf: top.appending(path: "Spec/cwc.md"), encoding: .utf8)
        let block = try #require(text.components(separatedBy: "```hex\n").dropFirst().first)
        var bytes: [UInt8] = []
        for line in block.components(separatedBy: "```")[0].split(separator: "\n") {
            let parts = line.split(separator: "#")[0].split(separator: ":")
            #expect(Int(parts[0], radix: 16) == bytes.count)
            bytes += try parts[1].split(separator: " ").map { try #require(UInt8($0, radix: 16)) }
        }
        return bytes
    }

    @Test func theExampleIsTheFileThatItDescribes() throws {
        var file = plainFile()
        file.header.qualityHundredths = 6000
        file.header.pixelChecksum = 0xE271_3C9A
        #expect(try example() == file.serialized())
        #expect(try Container(parsing: example()) == file)
    }

    @Test func theTraceTellsEveryByte() throws {
        let trace = FieldTrace()
        let bytes = try example()
        _ = try Container(parsing: bytes, trace: trace)
        let expected: [Field] = [
            Field(offset: 0, size: 8, name: "signature", value: .text("8b4357430d0a1a0a")),
            Field(offset: 8, size: 1, name: "major", value: .integer(1)),
            Field(offset: 9, size: 1, name: "minor", value: .integer(0)),
            Field(offset: 10, size: 1, name: "flags", value: .integer(0x11)),
            Field(offset: 10, size: 1, name: "channels", value: .text("rgb")),
            Field(offset: 10, size: 1, name: "payload_form", value: .text("packed")),
            Field(offset: 10, size: 1, name: "has_pixel_checksum", value: .text("yes")),
            Field(offset: 10, size: 1, name: "has_streams", value: .text("no")),
            Field(offset: 10, size: 1, name: "has_depth", value: .text("no")),
            Field(offset: 11, size: 1, name: "width", value: .integer(9)),
            Field(offset: 12, size: 1, name: "height", value: .integer(3)),
            Field(offset: 13, size: 8, name: "model_id", value: .text("0123456789abcdef")),
            Field(offset: 21, size: 2, name: "quality", value: .integer(6000)),
            Field(offset: 23, size: 4, name: "pixel_checksum", value: .text("e2713c9a")),
            Field(offset: 27, size: 4, name: "header_crc", value: .text("be5e2461")),
            Field(offset: 31, size: 1, name: "section_type", value: .integer(1)),
            Field(offset: 31, size: 1, name: "section_name", value: .text("importance")),
            Field(offset: 32, size: 1, name: "section_length", value: .integer(1)),
            Field(offset: 33, size: 1, name: "section_payload", value: .bytes(count: 1)),
            Field(offset: 34, size: 4, name: "section_crc", value: .text("909fb2f2")),
            Field(offset: 38, size: 1, name: "section_type", value: .integer(2)),
            Field(offset: 38, size: 1, name: "section_name", value: .text("codes")),
            Field(offset: 39, size: 1, name: "section_length", value: .integer(2)),
            Field(offset: 40, size: 2, name: "section_payload", value: .bytes(count: 2)),
            Field(offset: 42, size: 4, name: "section_crc", value: .text("0c603599")),
        ]
        #expect(trace.fields == expected)
    }

    @Test func theTraceGoesUpToTheFault() throws {
        let trace = FieldTrace()
        let bytes = Array(try example().prefix(12))
        #expect(throws: FormatError.self) { try Container(parsing: bytes, trace: trace) }
        #expect(trace.fields.last?.name == "width")
    }
}
