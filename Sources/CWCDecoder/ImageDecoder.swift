import CWCBitstream
public import CWCContainer
public import CWCImage
public import CWCModel

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
        var checksum = CRC32()
        let verify = { (y: Int, row: ArraySlice<UInt8>) in
            if options.verifiesPixels { checksum.update(row) }
            body(y, row)
        }
        let part = try model.codec.decode(
            payloads, PartFormat(header), threads: options.threads)
        let alpha = try alpha()
        part.rows(
            alpha: alpha,
            ReconstructionOptions(
                threads: options.threads, stripHeight: options.stripHeight),
            observer: observer, verify)
        if options.verifiesPixels { try header.check(pixelChecksum: checksum.value) }
    }

    /// The importance map alone: what each part of the picture was worth. Runs no network.
    ///
    /// - Parameter models: Finds a model by its ID; the model says what the payload means.
    /// - Returns: The map; nil where the file has none, which is the same as an even one.
    /// - Throws: As `decode` does.
    public func importanceMap(
        models: (ModelID) -> Model?
    ) throws(FormatError) -> ImportanceMap? {
        let model = try model(from: models)
        _ = try plan(model: model)
        return try model.codec.importanceMap(of: payloads, PartFormat(header))
    }

    /// Checks everything but the pixels: reads map, codes and alpha, and makes no picture.
    ///
    /// - Parameter models: Finds a model by its ID.
    /// - Throws: As `decode` does, `checksumMismatch` of the pixels excepted.
    public func check(models: (ModelID) -> Model?) throws(FormatError) {
        let model = try model(from: models)
        _ = try plan(model: model)
        _ = try model.codec.decode(payloads, PartFormat(header), threads: 1)
        _ = try alpha()
    }

    func model(from models: (ModelID) -> Model?) throws(FormatError) -> Model {
        guard let model = models(header.model) else { throw header.missingModel }
        precondition(model.id == header.model, "this is not the model that was asked for")
        try model.codec.check(header)
        return model
    }

    func plan(
        model: Model, threads: Int = 1, keepsRows: Bool = true
    ) throws(FormatError) -> DecodePlan {
        let plan = DecodePlan(
            header: header, model: model, threads: threads, keepsRows: keepsRows)
        try header.check(planned: plan.byteCount, limits)
        return plan
    }

    // MARK: Payloads

    var payloads: CodedPayloads { CodedPayloads(container) }

    func alpha() throws(FormatError) -> [UInt8]? {
        guard let payload = container.alpha else { return nil }
        return try AlphaPlane(
            parsing: payload, width: header.width, height: header.height
        ).samples
    }
}
