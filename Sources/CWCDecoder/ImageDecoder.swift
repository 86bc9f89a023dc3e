import CWCBands
import CWCBitstream
import CWCWavelet

/// Decodes a `.cwc` file.
///
/// A decoder knows size and metadata as soon as it exists. Models come in when pixels are asked for:
///
/// ```swift
/// let decoder = try ImageDecoder(bytes)
/// print(decoder.header.width, decoder.header.height)
/// let image = try decoder.decode(models: Models.model(id:))
/// ```
///
/// The same file gives the same samples on every machine and for every number of threads. Spec
/// cwc §9.
public struct ImageDecoder: Hashable, Sendable {
    private let container: Container
    private let limits: DecodingLimits

    /// Takes a file apart and checks everything that can be checked without its model.
    ///
    /// Allocates next to nothing: the payloads stay in `bytes`.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - limits: How large a picture may be, and how much memory it may take.
    /// - Throws: The first broken rule of Spec cwc §3 to §5, or `limitExceeded`.
    public init(
        _ bytes: [UInt8], limits: DecodingLimits = DecodingLimits()
    ) throws(FormatError) {
        try Self.header(of: bytes).check(limits)
        container = try Container(parsing: bytes)
        self.limits = limits
    }

    /// The header of a file of which perhaps only the beginning is there; 64 bytes always suffice.
    ///
    /// Says how large the picture is, whether or not this decoder could decode it.
    ///
    /// - Throws: The first broken rule of Spec cwc §4.
    public static func header(of bytes: [UInt8]) throws(FormatError) -> ImageHeader {
        var input = FieldReader(bytes[...], section: "cwc §4")
        return try ImageHeader(parsing: &input)
    }

    /// Size, channels, model and quality.
    public var header: ImageHeader { container.header }

    /// Colour profile, Exif and XMP.
    public var metadata: Metadata { container.metadata }

    /// What decoding the whole picture will take, checked against the limits.
    ///
    /// - Parameters:
    ///   - threads: Threads that the network may use.
    ///   - models: Finds a model by its ID.
    /// - Returns: The plan, which is within the limits.
    /// - Throws: `unsupportedModel`, or `limitExceeded`.
    public func plan(
        threads: Int = 1, models: (ModelID) -> Model?
    ) throws(FormatError) -> DecodePlan {
        try plan(model: model(from: models), threads: threads)
    }

    /// Decodes the picture.
    ///
    /// - Parameters:
    ///   - options: Number of threads, and whether the pixels are verified.
    ///   - models: Finds a model by its ID.
    /// - Returns: The picture, with its metadata.
    /// - Throws: `unsupportedModel`; `limitExceeded`, before anything large is allocated;
    ///   `badPayload` or `badDeflate`; `checksumMismatch` at the header's `pixel_checksum` when the
    ///   result is not what the file was made for.
    public func decode(
        _ options: DecodingOptions = DecodingOptions(), models: (ModelID) -> Model?
    ) throws(FormatError) -> RasterImage {
        try decode(options, models: models, observer: nil)
    }

    /// Decodes the picture, with a report of the stages for those who measure.
    package func decode(
        _ options: DecodingOptions, models: (ModelID) -> Model?, observer: CodingStage.Observer?
    ) throws(FormatError) -> RasterImage {
        let model = try model(from: models)
        _ = try plan(model: model, threads: options.threads)
        var samples: [UInt8] = []
        try forEachRow(model, options, observer) { y, row in
            // The payloads have been read: the file is not one that only announces a picture.
            if y == 0 { samples.reserveCapacity(header.height * row.count) }
            samples += row
        }
        return RasterImage(
            width: header.width, height: header.height, channels: header.channels,
            samples: samples, metadata: metadata)
    }

    /// Decodes the picture row by row, in memory that does not hold it.
    ///
    /// - Parameters:
    ///   - options: Number of threads, and whether the pixels are verified.
    ///   - models: Finds a model by its ID.
    ///   - row: Takes each row of `[width, channels]` samples, from the top.
    /// - Throws: As the other `decode` does. Of pixels that are not the ones the file was made for
    ///   one learns at the end, when all rows have been handed out.
    public func decode(
        _ options: DecodingOptions = DecodingOptions(), models: (ModelID) -> Model?,
        row: (_ y: Int, _ samples: ArraySlice<UInt8>) -> Void
    ) throws(FormatError) {
        let model = try model(from: models)
        _ = try plan(model: model, threads: options.threads, keepsRows: false)
        try forEachRow(model, options, nil, row)
    }

    private func forEachRow(
        _ model: Model, _ options: DecodingOptions, _ observer: CodingStage.Observer?,
        _ body: (_ y: Int, _ row: ArraySlice<UInt8>) -> Void
    ) throws(FormatError) {
        observer?(.entropy)
        let alpha = try alpha()
        var checksum = CRC32()
        let verify = { (y: Int, row: ArraySlice<UInt8>) in
            if options.verifiesPixels { checksum.update(row) }
            body(y, row)
        }
        switch model.networks {
        case .seed(let networks):
            Reconstruction(
                networks: networks, width: header.width, height: header.height,
                channels: header.channels
            ).rows(
                codes: try codes(networks, model.description).bits, alpha: alpha,
                threads: options.threads, strip: options.stripHeight, observer: observer, verify)
        case .wavelet(let networks):
            let field = try qualities(geometry(networks))
            BandReconstruction(
                networks, width: header.width, height: header.height,
                channels: header.channels, field
            ).rows(
                try symbols(networks, field, threads: options.threads), alpha: alpha,
                threads: options.threads, observer: observer, verify)
        }
        if options.verifiesPixels { try header.check(pixelChecksum: checksum.value) }
    }

    /// The importance map alone: what each part of the picture was worth. Runs no network.
    ///
    /// - Parameter models: Finds a model by its ID; the model says how many levels there are.
    /// - Returns: The map; nil where the file has none, which is the same as an even one.
    /// - Throws: As `decode` does.
    public func importanceMap(
        models: (ModelID) -> Model?
    ) throws(FormatError) -> PictureImportance? {
        let model = try model(from: models)
        _ = try plan(model: model)
        switch model.networks {
        case .seed(let networks):
            return PictureImportance(
                try importanceMap(networks, model.description), scale: networks.scale)
        case .wavelet(let networks):
            return try qualities(geometry(networks)).importance.map {
                PictureImportance($0, of: header)
            }
        }
    }

    /// Checks everything but the pixels: reads map, codes and alpha, and makes no picture.
    ///
    /// - Parameter models: Finds a model by its ID.
    /// - Throws: As `decode` does, `checksumMismatch` of the pixels excepted.
    public func check(models: (ModelID) -> Model?) throws(FormatError) {
        let model = try model(from: models)
        _ = try plan(model: model)
        switch model.networks {
        case .seed(let networks): _ = try codes(networks, model.description)
        case .wavelet(let networks):
            _ = try symbols(networks, qualities(geometry(networks)), threads: 1)
        }
        _ = try alpha()
    }

    private func model(from models: (ModelID) -> Model?) throws(FormatError) -> Model {
        guard let model = models(header.model) else { throw header.missingModel }
        precondition(model.id == header.model, "this is not the model that was asked for")
        if model.wavelet != nil { try header.checkForFamilyTwo() }
        return model
    }

    private func plan(
        model: Model, threads: Int = 1, keepsRows: Bool = true
    ) throws(FormatError) -> DecodePlan {
        let plan = DecodePlan(
            header: header, model: model, threads: threads, keepsRows: keepsRows)
        try header.check(planned: plan.byteCount, limits)
        return plan
    }

    // MARK: Payloads

    private func importanceMap(
        _ networks: SeedNetworks, _ description: ModelDescription
    ) throws(FormatError) -> ImportanceMap {
        try ImportanceMap(
            parsing: container.importance, form: header.payloadForm,
            geometry: CodeGeometry(header: header, networks, description))
    }

    private func codes(
        _ networks: SeedNetworks, _ description: ModelDescription
    ) throws(FormatError) -> CodeTensor {
        try CodeTensor(
            parsing: container.codes, form: header.payloadForm,
            keptBy: importanceMap(networks, description), contexts: networks.contexts)
    }

    private func geometry(_ networks: WaveletNetworks) -> BandGeometry {
        BandGeometry(
            imageWidth: header.width, imageHeight: header.height, levels: networks.levels.count)
    }

    private func qualities(_ geometry: BandGeometry) throws(FormatError) -> QualityField {
        QualityField(
            quality: header.knownQuality,
            importance: try BandImportance(parsing: container.importance, geometry))
    }

    private func symbols(
        _ networks: WaveletNetworks, _ field: QualityField, threads: Int
    ) throws(FormatError) -> BandSymbols {
        try BandCoding(networks, geometry(networks), field, threads: threads)
            .symbols(of: container.codes)
    }

    private func alpha() throws(FormatError) -> [UInt8]? {
        guard let payload = container.alpha else { return nil }
        return try AlphaPlane(
            parsing: payload, width: header.width, height: header.height
        ).samples
    }
}

extension CodeGeometry {
    /// The geometry of a file's map and codes.
    init(header: ImageHeader, _ networks: SeedNetworks, _ description: ModelDescription) {
        self.init(
            imageWidth: header.width, imageHeight: header.height, scale: networks.scale,
            planes: description.planes, levels: description.levels)
    }
}

extension ImageHeader {
    /// The quality that a file of family 2 was checked to have.
    fileprivate var knownQuality: Int { Int(qualityHundredths ?? 0) }
}
