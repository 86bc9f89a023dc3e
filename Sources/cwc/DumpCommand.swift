import ArgumentParser
import CWCDecoder
import CWCFigures
import CWCImageIO
import CWCToolSupport

struct DumpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dump", abstract: "Shows what a .cwc file is made of, and checks it.",
        discussion: """
            Prints each field: offset, size in bytes, name as in Spec/cwc.md, value. With the \
            model at hand, it also checks the importance map, the codes and alpha. Of a damaged \
            file it prints what comes before the damage.
            """)

    @Argument(help: "The .cwc file.")
    var input: String

    @Option(
        name: .customLong("model"),
        help: ArgumentHelp("Another .cwm file to look for the model in.", valueName: "file"))
    var models: [String] = []

    @Option(
        help: ArgumentHelp(
            "Write the importance map as a grey picture: brighter parts have more bits.",
            valueName: "picture"))
    var map: String?

    @Option(
        help: ArgumentHelp(
            "Write the picture at an eighth of its size, from the coarse streams alone.",
            valueName: "picture"))
    var thumbnail: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var limits: LimitOptions

    func validate() throws {
        for path in [map, thumbnail].compactMap({ $0 }) { _ = try ImageEncoding(output: path) }
    }

    func run() throws {
        let lookup = try ModelSource.lookup(files: models)
        let bytes = try inFile(input) {
            try readFile(input, maxBytes: limits.limits.memory) {
                $0.starts(with: ImageHeader.signature)
            }
        }
        let trace = FieldTrace()
        var problem: FormatError?
        do throws(FormatError) {
            _ = try Container(parsing: bytes, trace: trace)
            try ImageDecoder(bytes, limits: limits.limits).check(models: lookup)
        } catch {
            problem = error
        }
        let isMissingModel = problem?.code == .unsupportedModel
        if json {
            try printOutput("\(report(trace.fields, problem, size: bytes.count))\n")
        } else {
            try printOutput(trace.fields.map { "\($0.line)\n" }.joined())
            if isMissingModel { printNote("cwc: \(input): payloads not checked without the model") }
        }
        // The file is right as far as anyone without the model can tell.
        if let problem, !isMissingModel { throw ToolError("\(input): \(problem)") }
        if let map { try writeMap(of: bytes, lookup, to: map) }
        if let thumbnail { try writeThumbnail(of: bytes, lookup, to: thumbnail) }
    }

    /// Writes the picture at an eighth of its size.
    private func writeThumbnail(
        of bytes: [UInt8], _ lookup: (ModelID) -> Model?, to path: String
    ) throws {
        var options = DecodingOptions()
        options.reduction = .eighth
        let picture = try inFile(input) {
            try ImageDecoder(bytes, limits: limits.limits).decode(options, models: lookup)
        }
        try writeOutput(
            inFile(path) { try encodeImage(picture, as: ImageEncoding(output: path)) }, to: path)
    }

    /// Writes the map in the size of the picture.
    private func writeMap(
        of bytes: [UInt8], _ lookup: (ModelID) -> Model?, to path: String
    ) throws {
        let decoder = try ImageDecoder(bytes, limits: limits.limits)
        let (width, height) = (decoder.header.width, decoder.header.height)
        let map = try inFile(input) { try decoder.importanceMap(models: lookup) }
        if map == nil {
            printNote("cwc: \(input): there is no importance map: all parts are alike")
        }
        let picture =
            map?.image(width: width, height: height)
            ?? RasterImage(
                width: width, height: height, channels: .grey,
                samples: [UInt8](repeating: 128, count: width * height))
        try writeOutput(
            inFile(path) { try encodeImage(picture, as: ImageEncoding(output: path)) },
            to: path)
    }

    private func report(_ fields: [Field], _ problem: FormatError?, size: Int) -> JSON {
        [
            "file": .string(input), "size": .integer(size),
            "fields": .array(fields.map(\.json)), "problem": problem?.json ?? .null,
        ]
    }
}

extension Field {
    /// The field as a line of text, in columns.
    fileprivate var line: String {
        let text =
            switch value {
            case .integer(let number): "\(number)"
            case .text(let text): text
            case .bytes(let count): "(\(count) bytes)"
            }
        return "\(offset)".aligned(to: 8) + "\(size)".aligned(to: 8) + "  "
            + name.padded(to: 20) + text
    }

    fileprivate var json: JSON {
        let json: JSON =
            switch value {
            case .integer(let number): .integer(Int(clamping: number))
            case .text(let text): .string(text)
            case .bytes: .null
            }
        return [
            "offset": .integer(offset), "size": .integer(size), "name": .string(name),
            "value": json,
        ]
    }
}

extension FormatError {
    fileprivate var json: JSON {
        [
            "family": .string(code.family.rawValue), "code": .string("\(code)"),
            "offset": .integer(offset), "section": .string(section), "detail": .string(detail),
        ]
    }
}
