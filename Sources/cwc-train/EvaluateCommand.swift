import ArgumentParser
import CWCFamilies
import CWCFigures
import CWCImageIO
import CWCModel
internal import CWCToolSupport
import CWCTraining

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Code pictures with a run's or a file's model; print rates and distortions.",
        discussion: """
            Real files are made and decoded again: 'bpp' counts all their bytes. One row for each \
            quality, the mean over the pictures; with --each also one for each picture.
            """)

    @Argument(help: "Folder of a run, or a model file.")
    var source: String

    @Argument(help: "Tar archives, folders and pictures.")
    var pictures: [String]

    @Option(parsing: .upToNextOption, help: "Qualities to code at.")
    var qualities: [Double] = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]

    @Flag(help: "Print the figures of every picture, too.")
    var each = false

    @OptionGroup var engine: EngineOptions

    func validate() throws {
        guard !qualities.isEmpty, qualities.allSatisfy((0...100).contains) else {
            throw ValidationError("qualities are 0…100")
        }
    }

    func run() throws {
        let model =
            source.hasSuffix(".cwm")
            ? try inFile(source) { try Model(parsing: readFile(source)[...]) }
            : try ModelOfRun(source, engine).model(name: "evaluated", note: "")
        let set = try RunSetup.pictures(pictures, for: "test")
        guard !set.pictures.isEmpty else { throw ToolError("no picture to code") }
        let evaluator = CodecEvaluator(qualities: qualities, threads: max(1, engine.threads))
        try printOutput(lines: ["quality\tpicture\tbpp\tmap_bpp\tpsnr\tms_ssim"])
        for quality in qualities {
            var points: [ValidationPoint] = []
            for (index, picture) in set.pictures.enumerated() {
                points.append(try evaluator.figures(model, picture, quality: quality))
                if each { try printOutput(lines: [row(points[index], "\(index)")]) }
            }
            try printOutput(lines: [row(.mean(points), "mean")])
        }
    }

    private func row(_ point: ValidationPoint, _ picture: String) -> String {
        [
            "\(point.setting)", picture, fixed(point.bitsPerPixel, 5),
            fixed(point.mapBitsPerPixel, 5), fixed(point.psnr, 3),
            point.multiScaleSSIM.map { fixed($0, 5) } ?? "",
        ].joined(separator: "\t")
    }
}
