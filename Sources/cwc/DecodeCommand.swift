import ArgumentParser
import CWCDecoder
import CWCImageIO
import CWCToolSupport

struct DecodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode", abstract: "Decodes a .cwc file to a picture.",
        discussion: """
            The extension of the output says which format: png, jpg, ppm, pgm, pnm or pam. \
            Standard output gets PNG.
            """)

    @Argument(help: "The .cwc file.")
    var input: String

    @Argument(help: "The picture to write.")
    var output: String

    @Option(
        name: .customLong("model"),
        help: ArgumentHelp("Another .cwm file to look for the model in.", valueName: "file"))
    var models: [String] = []

    @Flag(help: "Write the picture even if its checksum is wrong.")
    var ignoreChecksum = false

    @Option(
        help: ArgumentHelp(
            "Decode at a fraction of the size: 2, 4, 8 or 16 times smaller each way.",
            valueName: "n"))
    var reduce: Int?

    @OptionGroup var limits: LimitOptions
    @OptionGroup var threads: ThreadOptions
    @OptionGroup var cpu: CPUOptions

    func validate() throws {
        _ = try ImageEncoding(output: output)
        if let reduce, Reduction(rawValue: reduce) == nil {
            throw ValidationError("The picture can be reduced 2, 4, 8 or 16 times.")
        }
    }

    func run() throws {
        let encoding = try ImageEncoding(output: output)
        let lookup = try ModelSource.lookup(files: models, cpu: cpu.instructions)
        let image = try inFile(input) {
            let decoder = try ImageDecoder(readFile(input), limits: limits.limits)
            let options = DecodingOptions(
                threads: threads.count, verifiesPixels: !ignoreChecksum)
            guard let reduction = reduce.flatMap(Reduction.init) else {
                return try decoder.decode(options, models: lookup)
            }
            return try decoder.decode(reducedTo: reduction, options, models: lookup)
        }
        let file = try inFile(output) { try encodeImage(image, as: encoding) }
        try writeOutput(file, to: output)
        if !encoding.carriesMetadata, image.metadata != Metadata() {
            printNote(
                "cwc: \(output): this format holds no profile, Exif or XMP; they are left out")
        }
    }
}

extension ImageEncoding {
    /// The encoding that the name of an output asks for; PNG for the standard output.
    ///
    /// - Throws: `ValidationError`, where no format has that extension.
    init(output: String) throws {
        if output == "-" {
            self = .png
            return
        }
        let name = output.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."),
            let encoding = ImageEncoding(pathExtension: String(name[dot...].dropFirst()))
        else {
            throw ValidationError("The extension of '\(output)' is not that of a known format.")
        }
        self = encoding
    }
}
