import CWCModel
import CWCNetwork
import Foundation
import Testing

@Suite(.serialized) struct BenchTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
    }

    /// What `bench --json` prints.
    struct Report: Decodable {
        struct Picture: Decodable {
            var name: String
            var width: Int
            var height: Int
            var bytes: Int
            var results: [Result]
        }

        struct Result: Decodable {
            var cpu: String
            var threads: Int
            var encode: Times
            var decode: Times
        }

        struct Times: Decodable {
            var megapixels_per_second: Double
            var milliseconds: Double
            var entropy: Double
            var network: Double
            var pixels: Double
        }

        var model: String
        var model_id: String
        var runs: Int
        var pictures: [Picture]
    }

    @Test("Every setting has its figures")
    func json() throws {
        let run = try workshop.run(
            "bench", "in.png", "--model", "tiny.cwm", "--runs", "2", "--threads", "1,3", "--cpu",
            "all", "--json")
        #expect(run.status == 0 && run.errors.isEmpty)
        let report = try JSONDecoder().decode(Report.self, from: Data(run.output))
        #expect(report.model == "tiny" && report.model_id == "\(workshop.model.id)")
        #expect(report.runs == 2)
        let picture = try #require(report.pictures.first)
        #expect((picture.name, picture.width, picture.height) == ("in.png", 21, 13))
        #expect(picture.bytes > 40)
        let expected = InstructionSet.available.flatMap { ["\($0) 1", "\($0) 3"] }
        #expect(picture.results.map { "\($0.cpu) \($0.threads)" } == expected)
        for times in picture.results.flatMap({ [$0.encode, $0.decode] }) {
            #expect(times.milliseconds > 0 && times.megapixels_per_second > 0)
            #expect(times.entropy > 0 && times.network > 0 && times.pixels > 0)
            // Medians of two runs are means, and those add up.
            let sum = times.entropy + times.network + times.pixels
            #expect(abs(sum - times.milliseconds) < 0.01)
        }
        #expect(workshop.files == ["in.png", "tiny.cwm"])
    }

    @Test("The same as text")
    func text() throws {
        let run = try workshop.run(
            "bench", "in.png", "--model", "tiny.cwm", "--runs", "1", "--threads", "2", "--cpu",
            "scalar")
        #expect(run.status == 0 && run.errors.isEmpty)
        let lines = String(decoding: run.output, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[0].hasPrefix("in.png: 21×13, "))
        #expect(lines[1].split(separator: " ").last == "pixels")
        #expect(lines[2].hasPrefix("scalar            2  encode "))
        #expect(lines[3].hasPrefix("scalar            2  decode "))
    }

    @Test("The range coder by itself")
    func coder() throws {
        let run = try workshop.run("bench", "--coder", "--runs", "1", "--json")
        #expect(run.status == 0 && run.errors.isEmpty)
        struct Report: Decodable {
            var encoded_per_second: Double
            var decoded_per_second: Double
            var decisions: Double
            var bytes: Double
        }
        let report = try JSONDecoder().decode(Report.self, from: Data(run.output))
        #expect(report.encoded_per_second > 0 && report.decoded_per_second > 0)
        // Probabilities drawn evenly leave 1 / (2 ln 2) bits of a decision.
        #expect(abs(8 * report.bytes / report.decisions - 0.7213) < 0.01)
    }

    @Test(
        "Wrong usage exits with 64",
        arguments: [
            ["--threads", "0"], ["--threads", "1,,2"], ["--threads", "two"], ["--runs", "0"],
            ["-q", "101"], ["--cpu"],
        ])
    func usage(arguments: [String]) throws {
        let run = try workshop.run(["bench"] + arguments)
        #expect(run.status == 64)
        #expect(run.output.isEmpty && !run.errors.isEmpty)
    }

    @Test("A picture that is not there")
    func absent() throws {
        let run = try workshop.run("bench", "absent.png")
        #expect(run.status == 1)
        #expect(run.errors == "cwc: absent.png: cannot open: No such file or directory\n")
    }
}
