import ArgumentParser
import CWCDecoder
import CWCEncoder
import CWCFigures
import CWCImageIO
import CWCModels
import CWCToolSupport

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measures how fast pictures are encoded and decoded.",
        discussion: """
            Prints megapixels a second and milliseconds, in all and for each stage: entropy (from \
            importance map, codes and alpha to their bytes, and back), network, pixels (samples in \
            and out, checksum). Figures are medians of several runs in which the settings take \
            turns; no file is read or written meanwhile. Encoding includes the decoding that gives \
            the checksum. Without a picture it draws one of 768×512.
            """)

    @Argument(help: "Pictures to encode and decode.")
    var pictures: [String] = []

    @Option(name: .shortAndLong, help: "The quality of encoding, from 0 to 100.")
    var quality = 50.0

    @Option(
        help: ArgumentHelp(
            "Numbers of threads, such as 1,2. Default: 1, and one a processor.",
            valueName: "n,n,…"))
    var threads: String?

    @Option(help: ArgumentHelp("Runs of each setting.", valueName: "n"))
    var runs = 5

    @Option(help: ArgumentHelp("The model: a name, an ID or a .cwm file.", valueName: "model"))
    var model = Models.usual

    @Flag(
        help: """
            Measure networks instead, with weights that are drawn: milliseconds, billions of \
            products a second, and the share of what the processor could multiply.
            """)
    var networks = false

    @Flag(help: "Measure the range coder instead: decisions a second, on one thread.")
    var coder = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var cpu: CPUOptions

    private var threadCounts: [Int]? {
        guard let threads else { return Array(Set([1, processorCount])).sorted() }
        let counts = threads.split(separator: ",", omittingEmptySubsequences: false).map {
            Int($0) ?? 0
        }
        return counts.allSatisfy { $0 >= 1 } ? counts : nil
    }

    func validate() throws {
        guard (0...100).contains(quality) else {
            throw ValidationError("The quality must be from 0 to 100.")
        }
        guard threadCounts != nil else {
            throw ValidationError("'--threads' takes numbers from 1 with commas between them.")
        }
        guard (1...1000).contains(runs) else {
            throw ValidationError("'--runs' must be from 1 to 1000.")
        }
    }

    func run() throws {
        if coder {
            let result = try BenchCoder(runs: runs)
            return try printOutput(json ? "\(result.json)\n" : result.line)
        }
        // Checked by `validate`.
        let counts = threadCounts ?? [1]
        let settings = try cpu.allInstructions.flatMap { instructions in
            counts.map { BenchSetting(instructions: instructions, threads: $0) }
        }
        if networks {
            let rows = try BenchNetwork.all().flatMap { $0.measure(settings, runs: runs) }
            return try json
                ? printOutput("\(BenchNetwork.report(rows, runs: runs))\n")
                : printOutput(BenchNetwork.table(rows))
        }
        let model = try ModelSource.model(model)
        let images: [(name: String, image: RasterImage)] =
            pictures.isEmpty
            ? [("drawn", .forBenchmarks)]
            : try pictures.map { path in
                (path, try inFile(path) { try decodeImage(bytes: readFile(path)) })
            }
        let results = try images.map { name, image in
            try inFile(name) {
                try CodecBenchmark(
                    name: name, image: image, model: model, quality: quality, settings: settings,
                    runs: runs)
            }
        }
        if json {
            let report: JSON = [
                "model": .string(model.description.name), "model_id": .string("\(model.id)"),
                "quality": .fixed(quality, 2), "runs": .integer(runs),
                "pictures": .array(results.map(\.json)),
            ]
            try printOutput("\(report)\n")
        } else {
            try printOutput(results.map(\.table).joined(separator: "\n"))
        }
    }
}
