import ArgumentParser
import CWCComparison
import CWCImageIO
import CWCModels
import CWCReport
import CWCToolSupport

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Compares cwc with other codecs, by rate and distortion.",
        discussion: """
            Sweeps each codec over its settings on each picture, and prints the means, the \
            BD-rates and where the first codec loses. Rate is that of whole files; distortion is \
            measured on what they decode to, 8 bits a sample, by the same code for all: by the \
            figures that cwc metrics prints. Codecs: \
            cwc (with --model), cwc-effort-0 to cwc-effort-4, cwc-seed and likewise for each model \
            that is built in, jpeg, jpeg-444, jpeg-progressive, jpeg2000, webp; avif and jxl where \
            avifenc, avifdec, cjxl and djxl are on the PATH. Alpha and metadata are left out.

            A page (--html) shows the figures, and some of the pictures side by side at one size \
            of file: cwc has at most --html-rates bits per pixel, the others at least as many \
            bytes as cwc. A picture takes about 2 MB of the page for each rate; of those with more \
            than 1024 pixels a side the middle is shown.

            What could not be read or failed is left out with its reason, in every output, and the \
            exit code is 1.
            """)

    @Argument(help: "Pictures, and folders of pictures.")
    var images: [String] = []

    @Option(
        help: ArgumentHelp(
            "Measure nothing: take the figures from a table that --tsv wrote.", valueName: "tsv"))
    var from: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "The codecs to compare, the one in question first. Default: cwc jpeg jpeg2000 webp "
                + "avif jxl; with --from those of the table.", valueName: "codec"))
    var codecs: [String] = []

    @Option(
        help: ArgumentHelp(
            "The model of cwc: a name, an ID or a .cwm file.", valueName: "model"))
    var model = Models.usual

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "The figures to compare by: psnr, ssim, ms-ssim, ssimulacra2, butteraugli. Default: all.",
            valueName: "metric"),
        transform: metric)
    var metrics: [Metric] = Metric.allCases

    @Option(help: ArgumentHelp("Write a table of all measurements.", valueName: "file"))
    var tsv: String?

    @Option(help: ArgumentHelp("Write all measurements as JSON.", valueName: "file"))
    var json: String?

    @Option(help: ArgumentHelp("Draw the mean curves.", valueName: "file"))
    var svg: String?

    @Option(
        help: ArgumentHelp("Write a page to look at: one file, no network.", valueName: "file"))
    var html: String?

    @Option(
        help: ArgumentHelp(
            "Pictures on the page, spread over those given.", valueName: "n"))
    var htmlPictures = 6

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Bits per pixel at which the page shows them. Default: 0.2.", valueName: "bpp"))
    var htmlRates: [Double] = []

    @Option(help: ArgumentHelp("The most settings of each codec. Default: all.", valueName: "n"))
    var points: Int = .max

    @Option(
        help: ArgumentHelp(
            "Measurements at a time. More of them make times longer.", valueName: "n"))
    var jobs = 1

    @Flag(help: "Print nothing but what failed.")
    var quiet = false

    func validate() throws {
        guard images.isEmpty != (from == nil) else {
            throw ValidationError("Give pictures, or a table with '--from'.")
        }
        guard jobs >= 1 else { throw ValidationError("There must be a job at a time.") }
        guard points >= 2 else { throw ValidationError("A curve has two points.") }
        guard htmlPictures >= 0 else { throw ValidationError("'--html-pictures' is below 0.") }
        guard htmlRates.allSatisfy({ (0.001...24).contains($0) }) else {
            throw ValidationError("'--html-rates' are bits per pixel, from 0.001 to 24.")
        }
        guard Set(codecs).count == codecs.count, Set(metrics).count == metrics.count else {
            throw ValidationError("A codec or a metric is named twice.")
        }
    }

    func run() throws {
        if let from {
            let comparison = try storedComparison(from)
            try write(comparison, remarks: ["figures from \(from)"])
            return
        }
        var skipped: [Comparison.Skip] = []
        let codecs = try usableCodecs(&skipped)
        let named = try readPictures(&skipped)
        let progress = ProgressLine(isShown: !quiet)
        var comparison = sweep(
            named, codecs: codecs, metrics: metrics, points: points, jobs: jobs
        ) { done, count in
            progress.show(done, of: count, "measurements")
        }
        comparison.skipped.insert(contentsOf: skipped, at: 0)
        let pictures = html == nil ? [] : sideBySide(named, codecs, comparison, progress)
        comparison.skipped += pictures.flatMap(\.skipped)
        progress.clear()
        try write(comparison, pictures, remarks: remarks)
        if comparison.skipped.contains(where: \.isFailure) { throw ExitCode.failure }
    }

    /// What a table holds; the figures of some of its codecs if some are named.
    private func storedComparison(_ path: String) throws -> Comparison {
        let bytes = try inFile(path) { try readFile(path) }
        var comparison = try inFile(path) {
            try Comparison(tsv: String(decoding: bytes, as: UTF8.self))
        }
        comparison.metrics = metrics.filter(comparison.metrics.contains)
        if !codecs.isEmpty {
            comparison = try inFile(path) { try comparison.selecting(codecs) }
        }
        return comparison
    }

    /// Some of the pictures, by the codecs that took part.
    private func sideBySide(
        _ named: [NamedPicture], _ codecs: [any ComparedCodec], _ comparison: Comparison,
        _ progress: ProgressLine
    ) -> [SideBySide] {
        let chosen = named.spread(htmlPictures)
        return SideBySide.all(
            chosen, codecs: codecs.filter { comparison.codecs.map(\.name).contains($0.name) },
            rates: htmlRates.isEmpty ? [0.2] : htmlRates, jobs: jobs
        ) { progress.show($0, of: chosen.count, "pictures side by side") }
    }

    /// Every output that is asked for, data last.
    private func write(
        _ comparison: Comparison, _ pictures: [SideBySide] = [], remarks: [String]
    ) throws {
        for skip in comparison.skipped where !quiet || skip.isFailure {
            printNote("cwc: \(skip.subject): left out: \(skip.reason)")
        }
        func write(_ text: @autoclosure () -> String, to path: String?) throws {
            if let path { try writeOutput(Array(text().utf8), to: path) }
        }
        try write(comparison.tsv(remarks: remarks), to: tsv)
        try write("\(comparison.json)\n", to: json)
        try write(comparison.drawing, to: svg)
        try write(
            Report(comparison: comparison, pictures: pictures, remarks: remarks).html, to: html)
        if !quiet, ![tsv, json, svg, html].contains("-") { try printOutput(comparison.summary) }
    }

    /// How the figures were made.
    private var remarks: [String] {
        let version = CWCCommand.configuration.version
        let limit = points == .max ? "" : ", points \(points)"
        return ["cwc \(version) compare, model \(model), jobs \(jobs)\(limit)"]
    }
}

/// The metric that a user means.
private func metric(_ name: String) throws -> Metric {
    guard let metric = Metric(rawValue: name) else {
        throw ValidationError(
            "'\(name)' is no metric; there are psnr, ssim, ms-ssim, ssimulacra2 and butteraugli.")
    }
    return metric
}
