import CWCImageIO
import Testing

/// What the tool does where the system gives little, or the user asks for much.
@Suite struct ScarcityTests {
    private let workshop: Workshop

    init() throws { workshop = try Workshop() }

    /// More threads than anybody has are as many as make sense.
    @Test func threadsWithoutNumber() throws {
        let threads = ["--threads", "\(Int.max)"]
        let one = try workshop.run("encode", "in.png", "one.cwc", "--threads", "1")
        let encoding = try workshop.run(["encode", "in.png", "all.cwc"] + threads)
        #expect(one.status == 0 && encoding.status == 0)
        let decoding = try workshop.run(["decode", "all.cwc", "all.png"] + threads)
        #expect(decoding.status == 0)
        let same = try workshop.run("decode", "one.cwc", "one.png", "--threads", "1")
        #expect(same.status == 0)
        #expect(
            try readFile(workshop.path("one.cwc")) == readFile(workshop.path("all.cwc"))
                && readFile(workshop.path("one.png")) == readFile(workshop.path("all.png")))
    }

    /// Where there is too little memory it is said before the work begins.
    @Test func littleMemory() throws {
        // 40 megapixels of nothing: a plan of hundreds of megabytes.
        try writeFile(
            Array("P5 8000 5000 255\n".utf8) + [UInt8](repeating: 0, count: 40_000_000),
            to: workshop.path("large.pgm"))
        let run = try workshop.run(
            ["encode", "large.pgm", "large.cwc", "--threads", "1"], limit: "-v 250000")
        #expect(run.status == 1)
        #expect(run.errors.split(separator: "\n").count == 1)
        #expect(run.errors.contains("out of memory"))
        #expect(!workshop.files.contains("large.cwc"))
    }

    /// With no file left to open, what cannot be opened is said.
    @Test(arguments: 4...6) func fewFiles(count: Int) throws {
        let run = try workshop.run(
            ["encode", "in.png", "out.cwc", "--threads", "3"], limit: "-n \(count)")
        #expect(run.status == 0 || run.status == 1)
        #expect(run.status == 0 || run.errors.split(separator: "\n").count == 1)
        #expect(workshop.files.contains("out.cwc") == (run.status == 0))
    }
}
