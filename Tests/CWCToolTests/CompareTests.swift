import CWCImage
import CWCImageIO
import CWCTestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// `cwc compare`: every output says the same, and what is missing from it.
@Suite(.serialized) struct CompareTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        let picture = RasterImage(
            width: 48, height: 32, channels: .rgb, samples: Drawing.landscape(width: 48, height: 32)
        )
        try writeFile(encodeImage(picture, as: .png), to: workshop.path("view.png"))
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try readFile(workshop.path(name)), as: UTF8.self)
    }

    private static let outputs = [
        "--tsv", "out.tsv", "--json", "out.json", "--svg", "out.svg", "--html", "out.html",
    ]

    @Test func everyOutput() throws {
        let run = try workshop.run(
            ["compare", "view.png", "--codecs", "webp", "jpeg", "--points", "3"] + Self.outputs)
        #expect(run.status == 0)
        #expect(run.errors == "cwc: view, MS-SSIM: left out: a side of 32 pixels; 161 are needed\n")
        let summary = String(decoding: run.output, as: UTF8.self)
        #expect(summary.contains("BD-rate by PSNR (RGB), dB"))
        #expect(try text("out.tsv").contains("\nmean\twebp\t0.0\t"))
        #expect(try text("out.json").hasPrefix("{\"codecs\": [{\"name\": \"webp\""))
        #expect(try text("out.svg").ranges(of: "stroke-width=\"2.2\"").count == 5)
        let page = try text("out.html")
        #expect(page.ranges(of: "data:image/webp;base64,").count == 3)
        #expect(page.contains("\"pictures\": [\"view\"]"))
    }

    @Test func someMetricsOnly() throws {
        let run = try workshop.run(
            ["compare", "view.png", "--codecs", "webp", "jpeg", "--points", "3", "--quiet"]
                + ["--metrics", "ssim"] + Self.outputs)
        #expect(run.status == 0 && run.errors.isEmpty)
        #expect(try text("out.svg").ranges(of: "stroke-width=\"2.2\"").count == 2)
        #expect(!(try text("out.json")).contains("\"metric\": \"psnr\""))
        #expect(try text("out.html").contains("\"metrics\": [{\"name\": \"ssim\""))
        let cells = try text("out.tsv").split(separator: "\n").last?.split(separator: "\t")
        #expect(cells?.count == 12 && cells?[7...9] == ["-", "-", "-"])
    }

    @Test func figuresFromATable() throws {
        _ = try workshop.run(
            ["compare", "view.png", "--codecs", "webp", "jpeg", "--points", "3", "--quiet"]
                + Self.outputs)
        let run = try workshop.run(
            "compare", "--from", "out.tsv", "--svg", "again.svg", "--html", "again.html")
        #expect(run.status == 0)
        let curves = try ["out.svg", "again.svg"].map {
            try text($0).ranges(of: "<polyline ").count
        }
        #expect(curves[0] == curves[1] && curves[0] > 4)
        #expect(!(try text("again.html")).contains("data:image/webp"))
        let some = try workshop.run(
            "compare", "--from", "out.tsv", "--codecs", "jpeg", "--tsv", "-")
        #expect(!String(decoding: some.output, as: UTF8.self).contains("webp"))
        let unknown = try workshop.run("compare", "--from", "out.tsv", "--codecs", "gif")
        #expect(unknown.status == 1)
        #expect(
            unknown.errors
                == "cwc: out.tsv: codec 'gif': not in the table, which has webp, jpeg\n")
        let noTable = try workshop.run("compare", "--from", "in.png", "--svg", "none.svg")
        #expect(noTable.status == 1 && !workshop.files.contains("none.svg"))
        #expect(noTable.errors.hasPrefix("cwc: in.png: line 1 is not a row"))
    }

    @Test func whatCannotBeReadIsSaidInEveryOutput() throws {
        try writeFile([1, 2, 3], to: workshop.path("bad.png"))
        let run = try workshop.run(
            ["compare", "view.png", "bad.png", "gone.png", "--codecs", "jpeg", "webp"]
                + ["--points", "2", "--html-pictures", "0"] + Self.outputs)
        #expect(run.status == 1)
        let bad = "unsupported image: not a PNG, JPEG, JPEG 2000, WebP, PGM, PPM or PAM file"
        #expect(run.errors.contains("cwc: bad.png: left out: \(bad)\n"))
        #expect(run.errors.contains("cwc: gone.png: left out: cannot open: "))
        #expect(try text("out.tsv").contains("# failed\tbad.png\t\(bad)\n"))
        for name in ["out.json", "out.html"] {
            let skip =
                "{\"subject\": \"bad.png\", \"reason\": \"\(bad)\", \"failed\": true}"
            #expect(try text(name).contains(skip))
        }
        #expect(String(decoding: run.output, as: UTF8.self).contains("BD-rate"))
        let nothing = try workshop.run("compare", "gone.png")
        #expect(nothing.status == 1)
        #expect(nothing.errors.hasSuffix("cwc: no picture could be read\n"))
    }

    /// Programs that are there and do not work: the others go on without them.
    @Test func aCodecThatFails() throws {
        for program in ["avifenc", "avifdec"] {
            try writeFile(Array("#!/bin/sh\nexit 3\n".utf8), to: workshop.path(program))
            #expect(chmod(workshop.path(program), 0o755) == 0)
        }
        let run = try workshop.run(
            ["compare", "view.png", "--codecs", "jpeg", "webp", "avif", "--points", "2"]
                + Self.outputs, environment: ["PATH=\(workshop.folder):/usr/bin:/bin"])
        #expect(run.status == 1)
        let reason = "failed on every picture: avifenc failed: exit code 3"
        #expect(run.errors.contains("cwc: avif: left out: \(reason)\n"))
        #expect(try text("out.tsv").contains("# failed\tavif\t\(reason)\n"))
        #expect(try text("out.tsv").contains("\nmean\twebp\t"))
        #expect(!(try text("out.svg")).contains(">avif<"))
    }

    @Test func programsThatAreNotThereAreNoFailure() throws {
        let run = try workshop.run(
            [
                "compare", "view.png", "--codecs", "jpeg", "avif", "--points", "2", "--tsv",
                "out.tsv",
            ],
            environment: ["PATH=\(workshop.folder)"])
        #expect(run.status == 0)
        let reason = "avifenc and avifdec not on the PATH"
        #expect(run.errors.contains("cwc: avif: left out: \(reason)\n"))
        #expect(try text("out.tsv").contains("# skipped\tavif\t\(reason)\n"))
    }

    /// Names that a table could not tell from its own lines.
    @Test func namesOfFiles() throws {
        let picture = try readFile(workshop.path("view.png"))
        let names = ["mean.png", "a\tb\nc.png", "# x.png", "view.jpg"]
        for name in names { try writeFile(picture, to: workshop.path(name)) }
        let run = try workshop.run(
            ["compare"] + names + ["view.png", "--codecs", "jpeg", "webp", "--points", "2"]
                + ["--tsv", "out.tsv", "--quiet"])
        #expect(run.status == 0)
        let table = try text("out.tsv")
        for name in ["mean.png", "a_b_c", "_# x", "view", "view.png"] {
            #expect(table.contains("\n\(name)\tjpeg\t1.0\t"))
        }
        #expect(try workshop.run("compare", "--from", "out.tsv", "--quiet").status == 0)
    }

    @Test(arguments: [
        (["compare"], "Give pictures"),
        (["compare", "view.png", "--from", "x.tsv"], "Give pictures"),
        (["compare", "view.png", "--html-pictures", "-1"], "--html-pictures"),
        (["compare", "view.png", "--html-rates", "0"], "--html-rates"),
        (["compare", "view.png", "--points", "1"], "two points"),
    ])
    func wrongUsage(arguments: [String], words: String) throws {
        let run = try workshop.run(arguments)
        #expect(run.status == 64 && run.errors.contains(words))
    }
}
