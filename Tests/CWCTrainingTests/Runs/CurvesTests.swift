import CWCImageIO
import Testing

@testable import CWCTraining

@Suite struct CurvesTests {
    /// A run's curves: one of the loss, one of the distortion where there is one, and the first and
    /// last validation of each kind.
    @Test func curvesOfARun() throws {
        let temporary = try TemporaryFolder()
        let folder = RunFolder(temporary.path)
        try drawCurves(in: folder)
        try writeFile(
            Array(
                "step\tloss\tpsnr\n10\t5\t20\n20\t4\t\n30\t3\t26\n40\tnan\t27\n50\t2".utf8),
            to: folder.log)
        let rows = [
            "step\tkind\tbpp\tpsnr", "10\tfile\t0.2\t22", "10\tfile\t0.1\t20",
            "20\tfile\t0.1\t21", "20\tfile\t0.2\t23", "30\tfile\t0.1\t24", "30\tfile\t0.2\t26",
        ]
        try writeFile(Array(rows.joined(separator: "\n").utf8), to: folder.validation)
        try drawCurves(in: folder)
        let text = String(decoding: try readFile(folder.curves), as: UTF8.self)
        #expect(text.hasPrefix("<svg ") && text.hasSuffix("</svg>\n"))
        let lines = text.split(separator: "\n").filter { $0.contains("stroke-width=\"1.5\"") }
        // Points of each curve: loss, PSNR, the first validation, the last.
        let counts = lines.map { line in
            line.split(separator: "\"")[1].split(separator: " ").count
        }
        #expect(counts == [3, 3, 2, 2])
        #expect(text.contains(">file, step 10<") && text.contains(">file, step 30<"))
        #expect(!text.contains("step 20<"))
        #expect(text.ranges(of: "<circle").count == 4)
    }
}
