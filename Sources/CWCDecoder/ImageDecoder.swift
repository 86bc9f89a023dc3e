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
    private let tolerance: FaultTolerance

    /// Takes a file apart and checks everything that can be checked without its model.
    ///
    /// Allocates next to nothing: the payloads stay in `bytes`.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - limits: How large a picture may be, and how much memory it may take.
    ///   - tolerance: Which faults of the streams are let pass, if any.
    /// - Throws: The first broken rule of Spec cwc §3 to §5, or `limitExceeded`.
    public init(
        _ bytes: [UInt8], limits: DecodingLimits = DecodingLimits(),
        tolerating tolerance: FaultTolerance = .none
    ) throws(FormatError) {
        try Self.header(of: bytes).check(limits)
        container = try Container(parsing: bytes, tolerating: tolerance)
        self.limits = limits
        self.tolerance = tolerance
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

    /// Size, channels, depth, model and quality.
    public var header: ImageHeader { container.header }

    /// Colour profile, Exif and XMP.
    public var metadata: Metadata { container.metadata }

    /// What decoding will take, checked against the limits.
    ///
    /// - Parameters:
    ///   - options: Number of threads, region and reduction.
    ///   - keepsRows: Whether the whole picture is made, and not row after row.
    ///   - models: Finds a model by its ID.
    /// - Returns: The plan, which is within the limits.
    /// - Throws: `unsupportedModel`, or `limitExceeded`.
    public func plan(
        _ options: DecodingOptions = DecodingOptions(), keepsRows: Bool = true,
        models: (ModelID) -> Model?
    ) throws(FormatError) -> DecodePlan {
        try plan(options, model: model(from: models), keepsRows: keepsRows).plan
    }

    /// Decodes the picture, or the region of it that the options ask for, with eight bits a sample
    /// whatever the options say: deeper samples are rounded. Spec cwc §9.6.
    ///
    /// - Parameters:
    ///   - options: What is decoded, number of threads, and whether the pixels are verified.
    ///   - models: Finds a model by its ID.
    ///   - onFault: Is told of every stream that is left out, where faults are tolerated.
    /// - Returns: The picture, with its metadata.
    /// - Throws: `unsupportedModel`; `limitExceeded`, before anything large is allocated;
    ///   `badPayload` or `badDeflate`; `checksumMismatch` at the header's `pixel_checksum` when the
    ///   result is not what the file was made for; `unsupportedFeature` where the model's family has
    ///   no reduced pictures.
    public func decode(
        _ options: DecodingOptions = DecodingOptions(), models: (ModelID) -> Model?,
        onFault: (StreamFault) -> Void = { _ in }
    ) throws(FormatError) -> RasterImage {
        try decode(options, models: models, onFault: onFault, observer: nil)
    }

    /// Decodes the picture, with a report of the stages for those who measure.
    package func decode(
        _ options: DecodingOptions, models: (ModelID) -> Model?,
        onFault: (StreamFault) -> Void = { _ in }, observer: CodingStage.Observer?
    ) throws(FormatError) -> RasterImage {
        var options = options
        options.depth = .eight
        let shape = options.shape(header)
        return RasterImage(
            width: shape.width, height: shape.height, channels: shape.channels,
            samples: try samples(options, models, observer, onFault), metadata: metadata)
    }

    /// Decodes the picture, or the region of it that the options ask for, at the depth of the file or the
    /// one that the options ask for. Parameters and errors are those of the other `decode`.
    public func decodeDeep(
        _ options: DecodingOptions = DecodingOptions(), models: (ModelID) -> Model?,
        onFault: (StreamFault) -> Void = { _ in }
    ) throws(FormatError) -> DeepImage {
        DeepImage(
            shape: options.shape(header),
            samples: try samples(options, models, nil, onFault), metadata: metadata)
    }

    /// The samples of all rows.
    private func samples<Sample: FixedWidthInteger & UnsignedInteger>(
        _ options: DecodingOptions, _ models: (ModelID) -> Model?,
        _ observer: CodingStage.Observer?, _ onFault: (StreamFault) -> Void
    ) throws(FormatError) -> [Sample] {
        let model = try model(from: models)
        let shape = options.shape(header)
        var samples: [Sample] = []
        var count = 0
        try forEachRow(model, options, keepsRows: true, observer, onFault) { _, row in
            // Payloads have been read: the file is not one that only announces a picture.
            if count == 0 {
                samples = [Sample](repeating: 0, count: shape.height * shape.samplesPerRow)
            }
            var span = samples.mutableSpan
            precondition(row.count <= span.count - count, "rows of the shape")
            for index in row.indices {
                unsafe span[unchecked: count &+ index] = Sample(
                    truncatingIfNeeded: row[unchecked: index])
            }
            count += row.count
        }
        return samples
    }

    /// Decodes the picture row by row, in memory that does not hold it.
    ///
    /// - Parameters:
    ///   - options: What is decoded, number of threads, and whether the pixels are verified.
    ///   - models: Finds a model by its ID.
    ///   - onFault: Is told of every stream that is left out, where faults are tolerated.
    ///   - row: Takes each row of `[width, channels]` samples, from the top, at the depth of the file
    ///     or the one that the options ask for.
    /// - Throws: As the other `decode` does, perhaps when rows have been handed out: a fault far down in
    ///   the file is found when the rows there are made, and pixels that are not the ones the file was
    ///   made for when all have been.
    public func decode(
        _ options: DecodingOptions = DecodingOptions(), models: (ModelID) -> Model?,
        onFault: (StreamFault) -> Void = { _ in },
        row: (_ y: Int, _ samples: Span<UInt16>) -> Void
    ) throws(FormatError) {
        try forEachRow(model(from: models), options, keepsRows: false, nil, onFault, row)
    }

    private func forEachRow(
        _ model: Model, _ options: DecodingOptions, keepsRows: Bool,
        _ observer: CodingStage.Observer?, _ onFault: (StreamFault) -> Void,
        _ body: (_ y: Int, _ row: Span<UInt16>) -> Void
    ) throws(FormatError) {
        let options = try plan(options, model: model, keepsRows: keepsRows).options
        let verifies = options.verifiesPixels && options.isWhole(header)
        let region = options.region(of: header)
        let depth = options.depth ?? header.depth
        var checksum = SampleChecksum(header.depth)
        var scaled = [UInt16](
            repeating: 0,
            count: depth == header.depth ? 0 : region.width * header.channels.count)
        var row = SampleRow(width: region.width, channels: header.channels)
        var alpha = alphaRows(options)
        observer?(.entropy)
        var faults = 0
        try model.codec.decode(
            payloads, PartFormat(header),
            options.reconstruction(of: header, tolerating: tolerance), observer: observer,
            onFault: {
                faults += 1
                onFault($0)
            }
        ) { y, colours in
            row.setColors(to: colours)
            // What is wrong with alpha is told when all else has been found to be right.
            if let rows = alpha.rows {
                do throws(FormatError) {
                    row.setAlpha(to: try rows.row(y))
                } catch {
                    alpha = (nil, error)
                }
            }
            guard alpha.failure == nil else { return }
            if verifies { checksum.update(row.samples.span) }
            guard depth != header.depth else { return body(y, row.samples.span) }
            for (index, sample) in row.samples.enumerated() {
                scaled[index] = header.depth.scale(sample, to: depth)
            }
            body(y, scaled.span)
        }
        if let failure = alpha.failure { throw failure }
        try alpha.rows?.finish()
        if verifies, faults == 0 { try header.check(pixelChecksum: checksum.value) }
    }

    /// What reads the opacity of the rows, or why it cannot.
    private func alphaRows(
        _ options: DecodingOptions
    ) -> (rows: AlphaRows?, failure: FormatError?) {
        guard let payload = container.alpha else { return (nil, nil) }
        do throws(FormatError) {
            return (
                try AlphaRows(payload, header, options.reduction, options.region(of: header)), nil
            )
        } catch {
            return (nil, error)
        }
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
        _ = try plan(DecodingOptions(), model: model)
        return try model.codec.importanceMap(of: payloads, PartFormat(header))
    }

    /// Checks everything but the pixels: reads map, codes and alpha, and makes no picture.
    ///
    /// - Parameter models: Finds a model by its ID.
    /// - Throws: As `decode` does, `checksumMismatch` of the pixels excepted.
    public func check(models: (ModelID) -> Model?) throws(FormatError) {
        let model = try model(from: models)
        _ = try plan(DecodingOptions(), model: model, keepsRows: false)
        try model.codec.check(payloads, PartFormat(header), threads: 1)
        let alpha = alphaRows(DecodingOptions())
        if let failure = alpha.failure { throw failure }
        try alpha.rows?.finish()
    }

    private func model(from models: (ModelID) -> Model?) throws(FormatError) -> Model {
        guard let model = models(header.model) else { throw header.missingModel }
        precondition(model.id == header.model, "this is not the model that was asked for")
        try model.codec.check(header)
        return model
    }

    /// A plan that is within the limits, with as many threads as they allow, and the options with
    /// those.
    private func plan(
        _ options: DecodingOptions, model: Model, keepsRows: Bool = true
    ) throws(FormatError) -> (plan: DecodePlan, options: DecodingOptions) {
        try header.check(paddedArea: model.codec.paddedArea(PartFormat(header)), limits)
        var options = options
        while true {
            let plan = DecodePlan(
                header: header, model: model, options, keepsRows: keepsRows)
            guard options.threads > 1, plan.byteCount > limits.memory else {
                try header.check(planned: plan.byteCount, limits)
                return (plan, options)
            }
            options.threads /= 2
        }
    }

    private var payloads: CodedPayloads { CodedPayloads(container) }
}
