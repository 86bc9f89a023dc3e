import ArgumentParser
import CWCComparison
import CWCDecoder
import CWCFigures
import CWCImageIO
import CWCModels

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Compares cwc with other codecs, by rate and distortion.",
        discussion: """
            Sweeps each codec over its settings on each picture, and prints the means and the \
            BD-rates. Rate is that of whole files; distortion is measured on what they decode to, \
            8 bits a sample, by the same code for all. Codecs: cwc (with --model), cwc-seed and \
            likewise for each model that is built in, jpeg, jpeg-444, \
            jpeg-progressive, jpeg2000, webp; avif and jxl where avifenc, avifdec, cjxl and djxl \
            are on the PATH. Alpha and metadata are left out.
            """)

    @Argument(help: "Pictures, and folders of pictures.")
    var images: [String]

    @Option(
        parsing: .upToNextOption, help: ArgumentHelp("The codecs to compare.", valueName: "codec"))
    var codecs = ["cwc", "jpeg", "jpeg2000", "webp", "avif", "jxl"]

    @Option(
        help: ArgumentHelp(
            "The model of cwc: a name, an ID or a .cwm file.", valueName: "model"))
    var model = Models.usual

    @Option(help: ArgumentHelp("Write a table of all measurements.", valueName: "file"))
    var tsv: String?

    @Option(help: ArgumentHelp("Write all measurements as JSON.", valueName: "file"))
    var json: String?

    @Option(help: ArgumentHelp("The most settings of each codec. Default: all.", valueName: "n"))
    var points: Int = .max

    @Option(help: ArgumentHelp("Measurements at a time. Times suffer.", valueName: "n"))
    var jobs = 1

    @Flag(help: "Print nothing but what failed.")
    var quiet = false

    func validate() throws {
        guard jobs >= 1 else { throw ValidationError("There must be a job at a time.") }
        guard points >= 2 else { throw ValidationError("A curve has two points.") }
        guard Set(codecs).count == codecs.count else {
            throw ValidationError("A codec is named twice.")
        }
    }

    func run() throws {
        var skipped: [Comparison.Skip] = []
        let codecs = try usableCodecs(&skipped)
        let named = try readPictures(&skipped)
        let showsProgress = !quiet && isatty(STDERR_FILENO) == 1
        var comparison = sweep(named, codecs: codecs, points: points, jobs: jobs) { done, count in
            if showsProgress { note("\u{1B}[A\u{1B}[K\(done) of \(count) measurements") }
        }
        comparison.skipped.insert(contentsOf: skipped, at: 0)
        for skip in comparison.skipped where !quiet || skip.isFailure {
            note("cwc: \(skip.subject): left out: \(skip.reason)")
        }
        if let tsv { try writeOutput(Array(comparison.tsv(remarks: remarks).utf8), to: tsv) }
        if let json { try writeOutput(Array("\(comparison.json)\n".utf8), to: json) }
        if !quiet, ![tsv, json].contains("-") { try printData(comparison.summary) }
        if comparison.skipped.contains(where: \.isFailure) { throw ExitCode.failure }
    }

    /// How the table was made.
    private var remarks: [String] {
        let version = CWCCommand.configuration.version
        return ["cwc \(version) compare, model \(model), jobs \(jobs)"]
    }

    private func usableCodecs(_ skipped: inout [Comparison.Skip]) throws -> [any ComparedCodec] {
        let others: [any ComparedCodec] = [
            FileCodec.jpeg, FileCodec.jpeg444, FileCodec.progressiveJPEG, FileCodec.jpeg2000,
            FileCodec.webp, CommandCodec.avif, CommandCodec.jpegXL,
        ]
        return try codecs.compactMap { name in
            if name == "cwc" { return CWCCodec(model: try ModelSource.model(model)) }
            if name.hasPrefix("cwc-") {
                return CWCCodec(
                    model: try ModelSource.model(String(name.dropFirst(4))), name: name)
            }
            guard let codec = others.first(where: { $0.name == name }) else {
                throw ToolError("codec '\(name)': not known")
            }
            if let reason = (codec as? CommandCodec)?.reasonForAbsence {
                skipped.append(Comparison.Skip(subject: name, reason: reason, isFailure: false))
                return nil
            }
            return codec
        }
    }

    /// Pictures by their names without folder and extension.
    private func readPictures(_ skipped: inout [Comparison.Skip]) throws -> [NamedPicture] {
        var pictures: [NamedPicture] = []
        for path in try images.flatMap(files) {
            do {
                let picture = try concerning(path) { try decodeImage(bytes: readFile(path)) }
                var name = String(path.split(separator: "/").last ?? "")
                if let dot = name.lastIndex(of: "."), dot != name.startIndex {
                    name = String(name[..<dot])
                }
                if pictures.contains(where: { $0.name == name }) { name = path }
                pictures.append(NamedPicture(name: name, picture: picture))
            } catch {
                skipped.append(
                    Comparison.Skip(subject: path, reason: "\(error)", isFailure: true))
            }
        }
        guard !pictures.isEmpty else { throw ToolError("no picture could be read") }
        return pictures
    }

    /// The path itself, or the files of a folder, sorted.
    private func files(in path: String) throws -> [String] {
        guard let folder = opendir(path) else { return [path] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append("\(path)/\(name)") }
        }
        return names.sorted()
    }
}

extension Comparison {
    /// Means and BD-rates for people.
    fileprivate var summary: String {
        var lines = [
            "codec             setting     bpp    PSNR    SSIM  MS-SSIM  encode  decode (s)"
        ]
        for codec in codecs {
            for mean in means(of: codec.name) {
                lines.append(
                    codec.name.padded(to: 17) + fixed(mean.setting, 1).aligned(to: 8)
                        + fixed(mean.rate, 4).aligned(to: 8)
                        + fixed(mean.psnr, 2).aligned(to: 8)
                        + (mean.ssim.map { fixed($0, 4) } ?? "-").aligned(to: 8)
                        + (mean.multiScaleSSIM.map { fixed($0, 4) } ?? "-").aligned(to: 9)
                        + fixed(mean.encodeSeconds, 3).aligned(to: 8)
                        + fixed(mean.decodeSeconds, 3).aligned(to: 8))
            }
        }
        for metric in Metric.allCases {
            lines.append("\nBD-rate by \(metric.title): rows against columns, percent")
            lines.append(
                "".padded(to: 17) + codecs.map { $0.name.aligned(to: 17) }.joined())
            for codec in codecs {
                let cells = codecs.map { reference -> String in
                    guard codec != reference else { return "" }
                    let rate = bdRate(of: codec.name, against: reference.name, metric)
                    return rate.map { ($0 > 0 ? "+" : "") + fixed($0, 1) } ?? "-"
                }
                lines.append(
                    codec.name.padded(to: 17) + cells.map { $0.aligned(to: 17) }.joined())
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
