import ArgumentParser
import CWCDecoder
import CWCImageIO
import CWCToolSupport

struct DecodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode", abstract: "Decodes a .cwc file to a picture.",
        discussion: """
            The extension of the output says which format: png, jpg, ppm, pgm, pnm or pam. \
            Standard output gets PNG. Samples of 10 and 12 bits are written as 16, and as 8 where \
            the format has no more.
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

    @Option(
        help: ArgumentHelp(
            "Decode a part of the picture, of the reduced one if it is reduced: its first column "
                + "and row, its width and height.",
            valueName: "x,y,w,h"))
    var region: PixelRegion?

    @Option(
        help: ArgumentHelp(
            """
            Bits of a sample in the picture: 8, 10, 12 or 16. Default: as many as in the file, or 8 \
            where the format has no more.
            """, valueName: "bits"))
    var depth: Int?

    @Flag(
        help: """
            Show what is there of a file that ends early: a smaller part of the detail, and grey \
            where nothing is known.
            """)
    var partial = false

    @Flag(
        help: """
            Decode around damage: parts of the picture whose data are damaged are softer, or filled \
            from what is around them. They are named, and the exit code is 1.
            """)
    var keepGoing = false

    @OptionGroup var limits: LimitOptions
    @OptionGroup var threads: ThreadOptions
    @OptionGroup var cpu: CPUOptions

    func validate() throws {
        _ = try ImageEncoding(output: output)
        guard depth == nil || DepthOption.depth(depth, atMost: .sixteen) != nil else {
            throw ValidationError("A sample has 8, 10, 12 or 16 bits.")
        }
        if let reduce, reduce < 2 || Reduction(rawValue: reduce) == nil {
            throw ValidationError("The picture can be reduced 2, 4, 8 or 16 times.")
        }
    }

    func run() throws {
        let encoding = try ImageEncoding(output: output)
        let lookup = try ModelSource.lookup(files: models, cpu: cpu.instructions)
        var faults: [StreamFault] = []
        let metadata = try inFile(input) {
            let limits = limits.limits
            let bytes = try readFile(input, maxBytes: limits.memory) {
                $0.starts(with: ImageHeader.signature)
            }
            let decoder = try ImageDecoder(
                bytes, limits: limits,
                tolerating: keepGoing ? .damage : partial ? .earlyEnd : .none)
            try write(decoder, as: encoding, lookup) { faults.append($0) }
            return decoder.metadata
        }
        if !encoding.carriesMetadata, metadata != Metadata() {
            printNote(
                "cwc: \(output): this format holds no profile, code points of colour, Exif or XMP; "
                    + "they are left out")
        } else if !encoding.carriesCICP, metadata.cicp != nil {
            printNote(
                "cwc: \(output): this format holds no code points of colour; they are left out")
        }
        try report(faults)
    }

    /// Decodes the picture and writes it, row by row.
    private func write(
        _ decoder: ImageDecoder, as encoding: ImageEncoding, _ lookup: (ModelID) -> Model?,
        onFault: (StreamFault) -> Void
    ) throws {
        var options = try options(decoder.header)
        options.depth =
            DepthOption.depth(depth, atMost: .sixteen)
            ?? min(decoder.header.depth, encoding.deepest)
        // What is refused is refused before a file is begun.
        try requireMemory(
            decoder.plan(options, keepsRows: false, models: lookup).byteCount)
        let output = try PictureOutput(
            output, as: encoding, options.shape(decoder.header), decoder.metadata)
        try decoder.decode(options, models: lookup, onFault: onFault) { _, row in
            output.write(row)
        }
        try output.finish()
    }

    /// Says which parts of the picture are not as they should be.
    ///
    /// - Throws: The exit code of damage.
    private func report(_ faults: [StreamFault]) throws {
        guard keepGoing else {
            if !faults.isEmpty {
                let tiles = faults.count == 1 ? "1 tile lacks" : "\(faults.count) tiles lack"
                printNote("cwc: \(input): ends early; \(tiles) some or all detail")
            }
            return
        }
        for fault in faults { printNote("cwc: \(input): \(fault)") }
        if !faults.isEmpty { throw ExitCode(1) }
    }

    /// - Throws: Where the region is not within the picture.
    private func options(_ header: ImageHeader) throws -> DecodingOptions {
        var options = DecodingOptions(threads: threads.count, verifiesPixels: !ignoreChecksum)
        options.reduction = reduce.flatMap(Reduction.init) ?? .full
        guard let region = region?.region else { return options }
        let (width, height) = (
            options.reduction.reduced(header.width), options.reduction.reduced(header.height)
        )
        guard region.isWithin(width: width, height: height) else {
            throw ToolError("the region \(region) is not within the picture of \(width)×\(height)")
        }
        options.region = region
        return options
    }
}

/// A region as it is written on the command line.
struct PixelRegion: ExpressibleByArgument {
    let region: ImageRegion

    init?(argument: String) {
        let numbers = argument.split(separator: ",", omittingEmptySubsequences: false)
            .map { Int($0) }
        guard numbers.count == 4, let x = numbers[0], let y = numbers[1], let width = numbers[2],
            let height = numbers[3], x >= 0, y >= 0, width >= 1, height >= 1
        else { return nil }
        region = ImageRegion(x: x, y: y, width: width, height: height)
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
