import CWCImageIO
import Testing

@testable import CWCTraining

@Suite struct EvaluatedCurveTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Means alone count, in the order of rate, and equal files are one point.
    @Test func readsMeans() throws {
        let path = try table(
            named: "quarter.tsv",
            [
                "50.0\tmean\t0.20000\t0.00100\t24.500\t0.85000",
                "10.0\t0\t0.09000\t0.00100\t20.000\t0.70000",
                "10.0\tmean\t0.10000\t0.00100\t21.000\t0.71000",
                "20.0\tmean\t0.10000\t0.00100\t21.000\t0.71000",
            ])
        let curve = try EvaluatedCurve(path: path)
        #expect(curve.name == "quarter")
        #expect(curve.points.map(\.bitsPerPixel) == [0.1, 0.2])
        #expect(curve.points.map(\.psnr) == [21, 24.5])
    }

    /// A line for each curve in both panels, each point marked, the names once a panel.
    @Test func draws() throws {
        let path = try table(
            named: "two.tsv",
            ["50.0\tmean\t0.2\t0\t24.5\t0.85", "10.0\tmean\t0.1\t0\t21.0\t0.71"])
        let text = EvaluatedCurve.drawing(of: try [EvaluatedCurve(path: path)])
        #expect(text.hasPrefix("<svg ") && text.hasSuffix("</svg>\n"))
        #expect(text.ranges(of: "<circle").count == 4)
        #expect(text.ranges(of: ">two<").count == 2)
    }

    @Test func refusesWhatIsNoTable() throws {
        let path = try table(named: "none.tsv", [])
        for (path, complaint) in [
            (path, "no table of 'cwc-train evaluate'"), (path + ".missing", "no such file"),
        ] {
            let error = #expect(throws: LogError.self) { try EvaluatedCurve(path: path) }
            #expect(error?.description == "\(path): \(complaint)")
        }
    }

    private func table(named name: String, _ rows: [String]) throws -> String {
        let path = folder[name]
        let lines = ["quality\tpicture\tbpp\tmap_bpp\tpsnr\tms_ssim"] + rows
        try writeFile(Array(lines.joined(separator: "\n").utf8), to: path)
        return path
    }
}
