import ArgumentParser
import CWCFigures
import CWCImageIO
import CWCMetrics
internal import CWCToolSupport
import CWCTraining

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare what 'evaluate' printed for several models.",
        discussion: """
            One row for each table. 'bd_rate' is Bjøntegaard's: the percentage of bits that a model \
            needs more, or with a minus less, than the first one for the same PSNR, on average over \
            the PSNR that both reach.
            """)

    @Argument(help: "Tables that 'cwc-train evaluate' printed; the first is compared with.")
    var tables: [String]

    @Option(name: .shortAndLong, help: "Also draw the curves, as an SVG file.")
    var output: String?

    func run() throws {
        let curves = try tables.map(EvaluatedCurve.init)
        try printOutput(lines: ["curve\tbpp_from\tbpp_to\tpsnr_from\tpsnr_to\tbd_rate"])
        for curve in curves { try printOutput(lines: [row(curve, against: curves[0])]) }
        if let output {
            try writeFile(Array(EvaluatedCurve.drawing(of: curves).utf8), to: output)
        }
    }

    /// A curve that shares no range of PSNR with the first, or is a single point, has no rate.
    private func row(_ curve: EvaluatedCurve, against first: EvaluatedCurve) -> String {
        let rates = curve.points.map(\.bitsPerPixel)
        let qualities = curve.points.map(\.psnr)
        let difference = try? bdRate(reference: first.ratePoints, test: curve.ratePoints)
        return [
            curve.name, fixed(rates.min() ?? 0, 3), fixed(rates.max() ?? 0, 3),
            fixed(qualities.min() ?? 0, 2), fixed(qualities.max() ?? 0, 2),
            difference.map { fixed($0, 1) } ?? "",
        ].joined(separator: "\t")
    }
}

extension EvaluatedCurve {
    fileprivate var ratePoints: [RatePoint] {
        points.map { RatePoint(rate: $0.bitsPerPixel, quality: $0.psnr) }
    }
}
