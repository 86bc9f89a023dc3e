import CWCDecoder
import CWCImageIO
import CWCNetwork
import Testing

@Suite(.serialized) struct CommandTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
    }

    @Test("In, out, and back", arguments: ["packed", "deflate", "range"])
    func roundTrip(payload: String) throws {
        let encoding = try workshop.run(
            "encode", "in.png", "out.cwc", "-q", "62.5", "--payload", payload, "--model",
            "tiny.cwm")
        #expect(encoding.status == 0)
        #expect(encoding.output.isEmpty)
        #expect(encoding.errors.hasPrefix("out.cwc: 21×13 pixels, "))

        let decoder = try ImageDecoder(readFile(workshop.path("out.cwc")))
        #expect(decoder.header.qualityHundredths == 6250)
        #expect(decoder.header.payloadForm.name == payload)
        let decoding = try workshop.run("decode", "out.cwc", "out.png", "--model", "tiny.cwm")
        #expect(decoding.status == 0)
        #expect(decoding.output.isEmpty && decoding.errors.isEmpty)

        let picture = try decodeImage(bytes: readFile(workshop.path("out.png")))
        let expected = try decoder.decode { _ in workshop.model }
        #expect(picture.samples == expected.samples)
        #expect(picture.metadata.exif == Array("II*\0 and so on".utf8))
        #expect(workshop.files == ["in.png", "out.cwc", "out.png", "tiny.cwm"])
    }

    @Test("Pipes carry the same bytes as files")
    func pipes() throws {
        let picture = try readFile(workshop.path("in.png"))
        let encoding = try workshop.run(
            "encode", "-", "-", "--quiet", "--model", "tiny.cwm", input: picture)
        #expect(encoding.status == 0 && encoding.errors.isEmpty)
        _ = try workshop.run("encode", "in.png", "out.cwc", "--model", "tiny.cwm")
        #expect(try encoding.output == readFile(workshop.path("out.cwc")))

        let decoding = try workshop.run(
            "decode", "-", "-", "--model", "tiny.cwm", input: encoding.output)
        _ = try workshop.run("decode", "out.cwc", "out.png", "--model", "tiny.cwm")
        #expect(try decoding.output == readFile(workshop.path("out.png")))
    }

    @Test("The dump of a file")
    func dump() throws {
        _ = try workshop.run("encode", "in.png", "out.cwc", "--model", "tiny.cwm")
        let dump = try workshop.run("dump", "out.cwc", "--model", "tiny.cwm")
        #expect(dump.status == 0 && dump.errors.isEmpty)
        let lines = String(decoding: dump.output, as: UTF8.self).split(separator: "\n")
        #expect(lines.first == "       0       8  signature           8b4357430d0a1a0a")
        #expect(lines.contains("      11       1  width               21"))
        #expect(lines.contains("      13       8  model_id            \(workshop.model.id)"))
        #expect(lines.contains { $0.hasSuffix("section_name        alpha") })

        let json = try workshop.run("dump", "out.cwc", "--model", "tiny.cwm", "--json")
        let text = String(decoding: json.output, as: UTF8.self)
        #expect(text.hasPrefix("{\"file\": \"out.cwc\", \"size\": "))
        #expect(text.contains("{\"offset\": 11, \"size\": 1, \"name\": \"width\", \"value\": 21}"))
        #expect(text.hasSuffix(", \"problem\": null}\n"))
        #expect(json.status == 0)
    }

    @Test("A dump without the model checks what it can, and says so")
    func dumpWithoutModel() throws {
        _ = try workshop.run("encode", "in.png", "out.cwc", "--model", "tiny.cwm")
        let dump = try workshop.run("dump", "out.cwc")
        #expect(dump.status == 0)
        #expect(dump.errors == "cwc: out.cwc: payloads not checked without the model\n")
    }

    @Test("The dump of a damaged file ends where the damage begins")
    func dumpOfDamage() throws {
        _ = try workshop.run("encode", "in.png", "out.cwc", "--model", "tiny.cwm")
        let bytes = try readFile(workshop.path("out.cwc"))
        try writeFile(Array(bytes[..<20]), to: workshop.path("cut.cwc"))
        let dump = try workshop.run("dump", "cut.cwc")
        #expect(dump.status == 1)
        #expect(String(decoding: dump.output, as: UTF8.self).contains("height"))
        #expect(
            dump.errors == "cwc: cut.cwc: truncated at byte 13 (Spec cwc §4.4): "
                + "model_id: the input ends here\n")
        let json = try workshop.run("dump", "cut.cwc", "--json")
        #expect(json.status == 1)
        #expect(
            String(decoding: json.output, as: UTF8.self).contains(
                "\"problem\": {\"family\": \"truncated\", \"code\": \"truncated\", \"offset\": 13,")
        )
    }

    @Test("The list of models")
    func models() throws {
        let text = try workshop.run("models")
        #expect(text.status == 0)
        #expect(String(decoding: text.output, as: UTF8.self).hasPrefix("main-visual  "))
        let json = try workshop.run("models", "--json")
        #expect(
            String(decoding: json.output, as: UTF8.self).hasPrefix(
                "{\"models\": [{\"name\": \"main-visual\", \"id\": \""))
    }
}
