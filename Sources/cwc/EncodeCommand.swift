import ArgumentParser
import CWCEncoder
import CWCFigures
import CWCImageIO
import CWCMetrics
import CWCModels
import CWCToolSupport

struct EncodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encode", abstract: "Encodes a picture as a .cwc file.",
        discussion: """
            Reads PNG, JPEG, JPEG 2000, WebP, PGM, PPM and PAM. Alpha, colour profile, Exif \
            and XMP are kept exactly. Samples of more than 8 bits are kept up to 12.
            """)

    @Argument(help: "The picture.")
    var input: String

    @Argument(help: "The .cwc file to write.")
    var output: String

    @Option(
        name: .shortAndLong,
        help: """
            From 0, the smallest file, to 100, the best picture; hundredths count. Default: 50.
            """)
    var quality: Double?

    @Option(
        help: ArgumentHelp(
            "In place of a quality: the best one of which the file takes at most so many bytes.",
            valueName: "bytes"))
    var targetSize: Int?

    @Option(
        name: .customLong("target-psnr"),
        help: ArgumentHelp(
            "In place of a quality: the lowest one that has at least this PSNR.", valueName: "dB"))
    var targetPSNR: Double?

    @Option(
        help: """
            How the importance map and the codes are stored. The wavelet family has range alone.
            """)
    private var payload = PayloadOption.range

    @Option(help: ArgumentHelp("The model: a name, an ID or a .cwm file.", valueName: "model"))
    private var model: String?

    @Option(
        help: """
            Where no model is named, the size of its networks: main, or lite for faster decoding \
            and larger files.
            """)
    private var profile = Profile.main

    @Option(
        help: """
            What the model is tuned for, where none is named: visual, that is how pictures look; psnr, the \
            least squared error; or msssim. Default: visual; lite is tuned for psnr alone.
            """)
    private var tune: Tune?

    @Option(
        help: ArgumentHelp(
            """
            How hard to look for a smaller file: 0 rounds coefficients, 1 quantizes by rate and \
            distortion, 2 to 4 also run the post-filter in the loop, 1 to 3 times. Models of the \
            seed family do not use it.
            """, valueName: "effort"))
    var effort = EncodingOptions().effort

    @Option(
        help: ArgumentHelp(
            """
            Which parts get more bits: a mask, that is a grey picture of the same size, where \
            brighter parts get more, darker parts fewer, and 128 changes nothing; or 'even' for \
            all parts alike, which models of the seed family cannot do. Default: what the model is \
            tuned for.
            """, valueName: "mask"))
    var importance: String?

    @Option(
        help: ArgumentHelp(
            """
            Side of the tiles that are coded by themselves, in pixels: 256, 512, 1024, 2048, 4096, or 0 \
            for one tile (models of the wavelet family). Default: one tile up to 2 megapixels, else \
            1024.
            """, valueName: "pixels"))
    var tileSize: Int?

    @Option(
        help: ArgumentHelp(
            """
            Bits of a sample in the file: 8, 10 or 12. Default: as many as the picture has, and 12 \
            where it has more.
            """, valueName: "bits"))
    var depth: Int?

    @Flag(
        help: """
            Keep the colours of pixels that are wholly transparent. Otherwise they get those that \
            take the fewest bytes.
            """)
    var exact = false

    @Flag(help: "Say nothing about the result.")
    var quiet = false

    @OptionGroup var limits: LimitOptions
    @OptionGroup var threads: ThreadOptions
    @OptionGroup var cpu: CPUOptions

    func validate() throws {
        guard (0...100).contains(quality ?? 50) else {
            throw ValidationError("The quality must be from 0 to 100.")
        }
        guard [quality != nil, targetSize != nil, targetPSNR != nil].count(where: { $0 }) <= 1
        else {
            throw ValidationError("Give a quality, a target size or a target PSNR.")
        }
        guard (targetSize ?? 1) > 0, (0...100).contains(targetPSNR ?? 40) else {
            throw ValidationError("A target size is positive, a target PSNR from 0 to 100 dB.")
        }
        guard profile == .main || tune ?? .psnr == .psnr else {
            throw ValidationError("The profile lite is tuned for psnr alone.")
        }
        guard (tileSize ?? 0) == 0 || Tiling(side: tileSize ?? 0) != nil else {
            throw ValidationError("A tile has 256, 512, 1024, 2048 or 4096 pixels a side, or 0.")
        }
        guard depth == nil || DepthOption.depth(depth, atMost: FormatLimits.largestDepth) != nil
        else {
            throw ValidationError("A sample has 8, 10 or 12 bits.")
        }
        guard EncodingOptions.efforts.contains(effort) else {
            throw ValidationError("The effort must be from 0 to 4.")
        }
    }

    func run() throws {
        var options = EncodingOptions(
            quality: quality ?? 50, payloadForm: payload.form, effort: effort,
            importance: try importanceSource(),
            tiling: tileSize.flatMap { $0 == 0 ? Tiling.none : Tiling(side: $0) },
            threads: threads.count, memoryLimit: limits.limits.memory)
        options.pixelLimit = limits.maxPixels
        options.keepsInvisibleColours = exact
        let name = self.model ?? (profile == .lite ? "lite" : tune?.model ?? Models.usual)
        let model = try ModelSource.model(name, cpu: cpu.instructions)
        let encoder = try inFile(name) {
            try ImageEncoder(model: model, options: options)
        }
        let encoded = try inFile(input) { try encode(with: encoder, model) }
        try writeOutput(encoded.bytes, to: output)
        if !quiet { printNote("\(output): \(summary(encoded))") }
    }

    /// Encodes the picture row by row; where a quality is to be found, it is read as a whole first.
    private func encode(with encoder: ImageEncoder, _ model: Model) throws -> EncodedImage {
        let reader = try ImageReader(
            path: input, limits: limits.imageLimits, maximumDepth: .sixteen)
        let encoded = try encode(rows: rows(of: reader, model), with: encoder)
        for note in reader.notes { printNote("cwc: \(input): \(note)") }
        return encoded
    }

    private func encode(
        rows: any RowSource, with encoder: ImageEncoder
    ) throws -> EncodedImage {
        let planned = try encoder.plan(rows.shape).byteCount
        guard targetSize != nil || targetPSNR != nil else {
            try requireMemory(planned)
            return try encoder.encode(rows: rows)
        }
        // The picture, and what it is decoded to: at most two bytes a sample.
        try requireMemory(planned + 4 * rows.shape.height * rows.shape.samplesPerRow)
        let image = try DeepImage(reading: rows)
        if let targetSize { return try encoder.encode(image, reaching: .fileSize(targetSize)) }
        guard let targetPSNR else { return try encoder.encode(image) }
        return try inFile("\(fixed(targetPSNR, 2)) dB") {
            try encoder.encode(
                image, reaching: .meanSquaredError(meanSquaredError(decibels: targetPSNR)))
        }
    }

    /// The picture at the depth that the file will have.
    private func rows(of reader: ImageReader, _ model: Model) -> any RowSource {
        let usual = min(reader.shape.depth, FormatLimits.largestDepth)
        if depth == nil, usual > model.deepest {
            printNote(
                "cwc: \(input): files of this model have \(model.deepest.bits) bits a sample; those of "
                    + "the picture, \(reader.shape.depth.bits), are rounded")
        }
        let chosen = DepthOption.depth(depth, atMost: FormatLimits.largestDepth)
        let depth = chosen ?? min(usual, model.deepest)
        return depth == reader.shape.depth ? reader : ScaledRowSource(reader, to: depth)
    }

    private func importanceSource() throws -> ImportanceSource {
        guard let importance else { return .model }
        if importance == "even" { return .even }
        return try inFile(importance) {
            let mask = try decodeImage(bytes: readFile(importance))
            guard mask.channels == .grey else { throw ToolError("an importance mask is grey") }
            return .mask(
                ROIMask(width: mask.width, height: mask.height, samples: mask.samples))
        }
    }

    private func summary(_ encoded: EncodedImage) -> String {
        let bytes = encoded.bytes.count
        let (width, height) = (encoded.header.width, encoded.header.height)
        let depth = encoded.header.depth
        let rate = Double(8 * bytes) / Double(width * height)
        var parts = [
            "\(width)×\(height) pixels\(depth > .eight ? " of \(depth.bits) bits" : "")",
            "\(bytes) bytes",
            "\(fixed(rate, 3)) bits per pixel",
        ]
        if targetSize != nil || targetPSNR != nil, let found = encoded.header.qualityHundredths {
            parts.append("-q \(fixed(Double(found) / 100, 2))")
        }
        if let error = encoded.meanSquaredError {
            parts.append("\(fixed(decibels(meanSquaredError: error), 2)) dB")
        }
        let sizes = encoded.sizes
        let rest = bytes - sizes.importance - sizes.codes
        return parts.joined(separator: ", ")
            + " (map \(sizes.importance), codes \(sizes.codes), rest \(rest) bytes)"
    }
}

/// Sizes of networks that there is a model for.
private enum Profile: String, CaseIterable, ExpressibleByArgument {
    case main, lite
}

/// Measures that there is a model for.
private enum Tune: String, CaseIterable, ExpressibleByArgument {
    case visual, psnr, msssim

    var model: String {
        switch self {
        case .visual: "main-visual"
        case .psnr: "main"
        case .msssim: "main-msssim"
        }
    }
}

/// Payload forms as the command line spells them.
private enum PayloadOption: String, CaseIterable, ExpressibleByArgument {
    case packed, deflate, range

    var form: PayloadForm {
        switch self {
        case .packed: .packed
        case .deflate: .deflate
        case .range: .range
        }
    }
}
