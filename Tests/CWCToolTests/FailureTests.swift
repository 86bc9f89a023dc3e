import CWCDecoder
import CWCImageIO
import CWCNetwork
import Testing

/// One line that names the file, exit code 1, and nothing left behind.
@Suite(.serialized) struct FailureTests {
    let workshop: Workshop
    /// A right file.
    let file: [UInt8]

    init() throws {
        workshop = try Workshop()
        file = try workshop.run(
            "encode", "in.png", "-", "--quiet", "--model", "tiny.cwm"
        ).output
    }

    /// Decodes bytes that must be refused, and returns what the tool says.
    private func refusal(of bytes: [UInt8]) throws -> String {
        try writeFile(bytes, to: workshop.path("bad.cwc"))
        let run = try workshop.run("decode", "bad.cwc", "out.png", "--model", "tiny.cwm")
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        #expect(workshop.files == ["bad.cwc", "in.png", "tiny.cwm"])
        #expect(run.errors.hasPrefix("cwc: bad.cwc: "))
        #expect(run.errors.firstIndex(of: "\n") == run.errors.indices.last)
        return String(run.errors.dropFirst("cwc: bad.cwc: ".count).dropLast())
    }

    @Test("Files that are no files of ours")
    func strangers() throws {
        #expect(
            try refusal(of: [])
                == "truncated at byte 0 (Spec cwc §4.1): signature: the input ends here"
        )
        #expect(
            try refusal(of: readFile(workshop.path("in.png"))).hasPrefix(
                "malformed (badSignature) at byte 0 (Spec cwc §4.1): "))
    }

    @Test("A newer version, a cut file, a flipped bit")
    func damage() throws {
        var newer = file
        newer[8] = 2
        #expect(
            try refusal(of: newer).hasPrefix(
                "unsupported (unsupportedVersion) at byte 8 (Spec cwc §4.2): "))
        #expect(try refusal(of: file.dropLast()).hasPrefix("truncated at byte "))
        var flipped = file
        flipped[file.count - 6] ^= 1
        #expect(
            try refusal(of: flipped).hasPrefix(
                "malformed (checksumMismatch) at byte \(file.count - 4) (Spec cwc §5.1): "))
    }

    @Test("A model that is not at hand")
    func unknownModel() throws {
        let run = try workshop.run("decode", "-", "out.png", input: file)
        #expect(run.status == 1)
        #expect(
            run.errors == "cwc: -: unsupported (unsupportedModel) at byte 13 (Spec cwc §4.4): "
                + "model_id: model \(workshop.model.id) is not at hand\n")
    }

    @Test("Limits that the user sets")
    func limits() throws {
        let run = try workshop.run(
            "decode", "-", "out.png", "--model", "tiny.cwm", "--max-pixels", "272", input: file)
        #expect(run.status == 1)
        #expect(
            run.errors == "cwc: -: limitExceeded at byte 11 (Spec cwc §10.3): "
                + "21 × 13 = 273 pixels exceed 272\n")
    }

    @Test("Pictures that are none, files that are not there")
    func input() throws {
        try writeFile(Array("no picture".utf8), to: workshop.path("bad.png"))
        let bad = try workshop.run("encode", "bad.png", "out.cwc", "--model", "tiny.cwm")
        #expect(bad.status == 1)
        #expect(bad.errors.hasPrefix("cwc: bad.png: unsupported image: "))
        let absent = try workshop.run("encode", "absent.png", "out.cwc", "--model", "tiny.cwm")
        #expect(absent.status == 1)
        #expect(absent.errors == "cwc: absent.png: cannot open: No such file or directory\n")
        let nowhere = try workshop.run("encode", "in.png", "no/out.cwc", "--model", "tiny.cwm")
        #expect(nowhere.status == 1)
        #expect(nowhere.errors.hasPrefix("cwc: no/out.cwc: cannot open: "))
        #expect(workshop.files == ["bad.png", "in.png", "tiny.cwm"])
    }

    @Test("Models that are none")
    func models() throws {
        let name = try workshop.run("encode", "in.png", "out.cwc", "--model", "nobody")
        #expect(name.status == 1)
        #expect(name.errors.hasPrefix("cwc: model 'nobody': not built in"))
        try writeFile(file, to: workshop.path("picture.cwm"))
        let picture = try workshop.run("encode", "in.png", "out.cwc", "--model", "picture.cwm")
        #expect(picture.status == 1)
        #expect(picture.errors.hasPrefix("cwc: picture.cwm: malformed (badSignature) at byte 0 "))
    }

    @Test(
        "Wrong usage exits with 64",
        arguments: [
            ["encode", "in.png"], ["encode", "in.png", "out.cwc", "-q", "100.5"],
            ["encode", "in.png", "out.cwc", "-q", "nan"],
            ["encode", "in.png", "out.cwc", "-q", "5", "--target-size", "100"],
            ["encode", "in.png", "out.cwc", "--target-size", "0"],
            ["encode", "in.png", "out.cwc", "--target-psnr", "-3"],
            ["encode", "in.png", "out.cwc", "--payload", "zip"],
            ["decode", "in.cwc", "out.bmp"], ["decode", "in.cwc", "png"],
            ["decode", "in.cwc", "out.png", "--threads", "0"],
            ["decode", "in.cwc", "out.png", "--max-memory", "0"], ["transcode"],
        ])
    func usage(arguments: [String]) throws {
        let run = try workshop.run(arguments)
        #expect(run.status == 64)
        #expect(run.output.isEmpty && !run.errors.isEmpty)
    }
}
