import CWCBitstream
import CWCContainer
import CWCFamilies
import CWCImage
import CWCModel
import CWCNetwork
import CWCSeed
import CWCTestSupport
import Testing

/// Handmade model files that are whole, with good checksums, and wrong.
@Suite struct HostileModelTests {
    /// Bytes in the file before the payload of a first section of fewer than 128 bytes.
    static let firstPayload = 8 + 1 + 1 + 4 + 1 + 1

    struct Case: Sendable, CustomStringConvertible {
        var description: String
        var sections: [SectionBytes]
        var code: FormatError.Code
        /// Offset of the error, counted from the payload of the last section.
        var offset: Int
        var section: String
    }

    struct SectionBytes: Sendable {
        var type: UInt8
        var payload: [UInt8]
    }

    // seed family, 4 planes, 2 levels, name "a", no note
    static let about = SectionBytes(type: 1, payload: [1, 4, 2, 1, 97, 0])
    // role 4, 4 channels in 0...1, one layer
    static let network: [UInt8] = [4, 4, 0, 0, 1, 0, 1]

    static func describe(
        _ name: String, _ payload: [UInt8], _ code: FormatError.Code, at offset: Int,
        section: String = "model §4.3"
    ) -> Case {
        Case(
            description: "description: \(name)",
            sections: [SectionBytes(type: 1, payload: payload)], code: code, offset: offset,
            section: section)
    }

    static func layers(
        _ name: String, _ bytes: [UInt8], _ code: FormatError.Code, at offset: Int,
        section: String = "model §4.5"
    ) -> Case {
        Case(
            description: "layers: \(name)",
            sections: [about, SectionBytes(type: 2, payload: network.dropLast() + bytes)],
            code: code, offset: network.count - 1 + offset, section: section)
    }

    static let cases: [Case] = [
        describe("family 3", [3, 4, 2, 1, 97, 0], .unsupportedFeature, at: 0),
        describe("no planes", [1, 0, 2, 1, 97, 0], .badValue, at: 1, section: "seed §6.1"),
        describe(
            "1025 planes", [1, 0x81, 8, 1, 1, 97, 0], .limitExceeded, at: 1, section: "seed §6.1"),
        describe("no levels", [1, 4, 0, 1, 97, 0], .badValue, at: 2, section: "seed §6.1"),
        describe(
            "257 levels", [1, 4, 0x81, 2, 1, 97, 0], .limitExceeded, at: 2, section: "seed §6.1"),
        describe(
            "3 levels of 4 planes", [1, 4, 3, 1, 97, 0], .badValue, at: 2, section: "seed §6.1"),
        describe("no name", [1, 4, 2, 0, 0], .badValue, at: 3),
        describe("65 bytes of name", [1, 4, 2, 65], .limitExceeded, at: 3),
        describe("not UTF-8", [1, 4, 2, 1, 0xFF, 0], .badValue, at: 4),
        describe("control character", [1, 4, 2, 1, 27, 0], .badValue, at: 4),
        describe("4097 bytes of note", [1, 4, 2, 1, 97, 0x81, 32], .limitExceeded, at: 5),
        describe("note missing", [1, 4, 2, 1, 97, 9, 97], .badPayload, at: 6),
        describe("empty", [], .badPayload, at: 0),
        describe("a byte too many", [1, 4, 2, 1, 97, 0, 0], .badPayload, at: 6),
        describe(
            "long varint", [1, 0x84, 0, 2, 1, 97, 0], .badVarint, at: 1, section: "seed §6.1"),

        layers("none", [0], .badValue, at: 0),
        layers("1025", [0x81, 8], .limitExceeded, at: 0),
        layers("four thousand million", [0xFF, 0xFF, 0xFF, 0xFF, 0xF], .limitExceeded, at: 0),
        layers("1024 announced, one there", [0x80, 8, 2], .badPayload, at: 3),
        // So long a section has one byte of length more.
        layers(
            "1025 with those of a body",
            [1, 3, 0, 0, 1, 0, 0x80, 8] + [UInt8](repeating: 2, count: 1024), .limitExceeded,
            at: 1032),
        layers("kind 0", [1, 0], .unsupportedFeature, at: 1),
        layers("kind 7", [1, 7], .unsupportedFeature, at: 1),
        layers("depthwise kernel 0", [1, 5, 0], .badValue, at: 2),
        layers(
            "depthwise weights cut off", [1, 5, 3, 1, 1, 0, 0, 0, 0, 255, 0, 1, 2, 3],
            .badPayload, at: 11),
        layers("leak 0", [1, 6, 0], .badValue, at: 1, section: "model §2.5"),
        layers("leak 16", [1, 6, 16], .badValue, at: 1, section: "model §2.5"),
        layers("no outputs", [1, 1, 0], .badValue, at: 2),
        layers("1025 outputs", [1, 1, 0x81, 8], .limitExceeded, at: 2),
        layers(
            "many weights, none there",
            [1, 1, 0x80, 8, 16, 1, 8, 0, 0, 0, 0, 255, 0], .badPayload, at: 13),
        layers("kernel 0", [1, 1, 1, 0], .badValue, at: 3),
        layers("kernel 17", [1, 1, 1, 17], .limitExceeded, at: 3),
        layers("stride 0", [1, 1, 1, 1, 0], .badValue, at: 4),
        layers("stride 17", [1, 1, 1, 1, 17], .limitExceeded, at: 4),
        layers("empty range", [1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 255, 255], .badValue, at: 10),
        layers("body without layers", [1, 3, 0, 0, 1, 0, 0], .badValue, at: 6),
        layers(
            "five lists deep",
            [1, 3, 0, 0, 1, 0, 1, 3, 0, 0, 1, 0, 1, 3, 0, 0, 1, 0, 1, 3, 0, 0, 1, 0, 1, 2],
            .limitExceeded, at: 24),
        layers("shuffle by 1", [1, 4, 1], .badValue, at: 2),
        layers("shuffle of 4 channels by 3", [1, 4, 3], .badValue, at: 2),
        layers("shuffle by 17", [1, 4, 17], .limitExceeded, at: 2),
        layers(
            "padding that makes the picture grow",
            [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 255, 0, 5, 5, 5, 5, 0, 0, 0, 0, 1, 0, 0, 0, 1],
            .badValue, at: 1, section: "model §2.2"),
        layers(
            "multiplier 0",
            [1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 255, 0, 5, 5, 5, 5, 0, 0, 0, 0, 0, 0, 0, 0, 1],
            .badValue, at: 1, section: "model §2.4"),
        layers(
            "negative multiplier",
            [1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 255, 0, 5, 5, 5, 5, 0, 0, 0, 0, 0, 0, 0, 0x80, 1],
            .badValue, at: 1, section: "model §2.4"),
        layers(
            "sum overflows",
            [1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 255, 0, 5, 5, 5, 5]
                + [0, 0, 0, 0x80, 1, 0, 0, 0, 1],
            .badValue, at: 1, section: "model §2.3"),
        layers(
            "zero out of range",
            [2, 2, 1, 1, 1, 1, 0, 2, 0, 0, 0, 255, 0, 5, 5, 5, 5]
                + [0, 0, 0, 0, 1, 0, 0, 0, 1],
            .badValue, at: 2, section: "model §2.2"),

        Case(
            description: "role 5", sections: [about, SectionBytes(type: 2, payload: [5])],
            code: .badValue, offset: 0, section: "model §4.4"),
        Case(
            description: "1025 input channels",
            sections: [about, SectionBytes(type: 2, payload: [4, 0x81, 8])],
            code: .limitExceeded, offset: 1, section: "model §4.4"),
        Case(
            description: "input range upside down",
            sections: [about, SectionBytes(type: 2, payload: [4, 4, 1, 0, 0, 0, 1, 2])],
            code: .badValue, offset: 4, section: "model §4.4"),

        Case(
            description: "falling thresholds",
            sections: [
                SectionBytes(type: 1, payload: [1, 3, 3, 1, 97, 0]),
                SectionBytes(type: 0x83, payload: [1, 0, 0, 0] + [UInt8](repeating: 0, count: 22)),
            ], code: .badValue, offset: 0, section: "seed §6.6"),
        Case(
            description: "short tables",
            sections: [about, SectionBytes(type: 0x83, payload: [1, 0])],
            code: .badPayload, offset: 2, section: "seed §6.6"),
        Case(
            description: "tables without a description",
            sections: [SectionBytes(type: 0x83, payload: [])],
            code: .missingSection, offset: -2, section: "model §4.2"),
        Case(
            description: "second description", sections: [about, about],
            code: .duplicateSection, offset: -2, section: "model §4.2"),
        Case(
            description: "second network", sections: [about, rectifier(4), rectifier(4)],
            code: .duplicateSection, offset: -2, section: "model §4.2"),
        Case(
            description: "roles out of order", sections: [about, rectifier(4), rectifier(1)],
            code: .misplacedSection, offset: -2, section: "model §4.2"),
        Case(
            description: "description late", sections: [about, rectifier(4), about],
            code: .misplacedSection, offset: -2, section: "model §4.2"),
        Case(
            description: "ID alone", sections: [name], code: .missingSection, offset: -2,
            section: "model §4.2"),
        Case(
            description: "no synthesis", sections: [about, rectifier(1), name],
            code: .missingSection, offset: -2, section: "model §4.2"),
        Case(
            description: "half an encoder", sections: [about, rectifier(1), rectifier(4), name],
            code: .missingSection, offset: -2, section: "model §4.2"),
        Case(
            description: "synthesis of another shape", sections: [about, rectifier(4), name],
            code: .badValue, offset: -2, section: "seed §6.2"),
        Case(
            description: "no ID", sections: [about, rectifier(4)], code: .truncated,
            // After the payload of 8 bytes and the CRC.
            offset: 8 + 4, section: "model §4.2"),
        Case(
            description: "short ID",
            sections: [about, rectifier(4), SectionBytes(type: 4, payload: [1, 2, 3])],
            code: .badPayload, offset: 0, section: "model §4.7"),
        contexts("8 decisions seen", [8], .badValue, at: 0),
        contexts("13 neighbours", [0, 13], .limitExceeded, at: 1),
        contexts("the bit itself", [0, 1, 0, 0, 0], .badValue, at: 4),
        contexts("a bit ahead", [0, 1, 0, 0, 1], .badValue, at: 4),
        contexts("a bit in the next row", [0, 1, 0, 1, 0xFF], .badValue, at: 4),
        contexts("a bit three rows up", [0, 1, 0, 0xFD, 0], .badValue, at: 4),
        contexts("a plane before the first", [0, 1, 1, 0, 0], .badValue, at: 4),
        contexts("plane 1025 before", [0, 1, 0x81, 8, 0, 0], .limitExceeded, at: 2),
        contexts("probability 31", [0, 0, 31, 0], .badValue, at: 2),
        contexts("probability 65505", [0, 0, 0xE1, 0xFF], .badValue, at: 2),
        contexts("half a probability", [0, 0, 32], .badPayload, at: 2),
        contexts("a plane too few", plainContexts.dropLast(3), .badPayload, at: 10),
        contexts("a byte too many", plainContexts + [0], .badPayload, at: 13),
        Case(
            description: "contexts of nothing",
            sections: [SectionBytes(type: 5, payload: plainContexts)], code: .missingSection,
            offset: -2, section: "model §4.2"),
        Case(
            description: "contexts twice",
            sections: [
                about, SectionBytes(type: 5, payload: plainContexts),
                SectionBytes(type: 5, payload: plainContexts),
            ], code: .duplicateSection, offset: -2, section: "model §4.2"),
        Case(
            description: "contexts before a network",
            sections: [about, SectionBytes(type: 5, payload: plainContexts), rectifier(4)],
            code: .misplacedSection, offset: -2, section: "model §4.2"),
    ]

    /// Four planes without neighbours.
    static let plainContexts: [UInt8] = [0] + (0..<4).flatMap { _ in [0, 0, 128] as [UInt8] }

    static func contexts(
        _ name: String, _ payload: [UInt8], _ code: FormatError.Code, at offset: Int
    ) -> Case {
        Case(
            description: "contexts: \(name)",
            sections: [about, SectionBytes(type: 5, payload: payload)], code: code, offset: offset,
            section: "seed §6.7")
    }

    static let name = SectionBytes(type: 4, payload: [1, 2, 3, 4, 5, 6, 7, 8])
    static func rectifier(_ role: UInt8) -> SectionBytes {
        SectionBytes(type: 2, payload: [role] + network.dropFirst() + [2])
    }

    @Test(arguments: cases) func refused(_ test: Case) {
        var writer = FieldWriter()
        var header: [UInt8] = [0x8B, 0x43, 0x57, 0x4D, 0x0D, 0x0A, 0x1A, 0x0A, 1, 0]
        writer.bytes("header", &header)
        writer.checksum("header_crc", from: 0)
        var payloadStart = 0
        for section in test.sections {
            payloadStart = writer.bytes.count + 2
            writer.writeSection(type: section.type, payload: section.payload)
        }
        let error = #expect(throws: FormatError.self) {
            _ = try Model(parsing: writer.bytes[...])
        }
        let said = Comment(rawValue: error?.description ?? "no error")
        #expect(error?.code == test.code, said)
        #expect(error.map { $0.offset - payloadStart } == test.offset, said)
        #expect(error?.section == test.section, said)
    }

    /// Random damage with the checksum made right again: an error or a model, never a trap.
    @Test func randomDamageBehindAGoodChecksum() throws {
        var random = SeededRandom(seed: 12)
        let model = try Model.tiny(using: &random)
        let good = Array(model.fileBytes().dropLast(14))
        var refused = 0
        for _ in 0..<300 {
            var reader = FieldReader(good[...], section: "")
            var header = Array(try reader.readBytes(14, "header"))
            var writer = FieldWriter()
            writer.bytes("header", &header)
            while !reader.isAtEnd {
                let section = try reader.readSection { _ in nil }
                var payload = Array(section.payload)
                // The first bytes of a payload hold sizes and kinds: most damage goes there.
                let end = Bool.random(using: &random) ? payload.count : min(24, payload.count)
                payload[Int.random(in: 0..<end, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
                writer.writeSection(type: section.type, payload: payload)
            }
            writer.writeSection(type: 4, payload: model.id.bytes)
            do throws(FormatError) {
                _ = try Model(parsing: writer.bytes[...])
            } catch {
                #expect(error.code != .truncated && error.code != .checksumMismatch)
                refused += 1
            }
        }
        #expect(refused > 100, "seed \(random.seed)")
    }
}
