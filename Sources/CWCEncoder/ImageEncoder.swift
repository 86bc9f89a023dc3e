import CWCContainer
public import CWCImage
public import CWCModel

/// Encodes pictures with one model.
///
/// ```swift
/// let encoder = try ImageEncoder(model: model, options: EncodingOptions(quality: 60))
/// let file = try encoder.encode(image).bytes
/// ```
///
/// The same picture gives the same file on every machine and for every number of threads, but for
/// DEFLATE (of alpha, or asked for): versions of zlib may compress the same bytes differently. Spec
/// cwc §9.1.
public struct ImageEncoder: Sendable {
    let model: Model
    private let partEncoder: any PartEncoder
    let options: EncodingOptions

    /// Makes an encoder.
    ///
    /// - Throws: `decodeOnlyModel`, `unsupportedPayloadForm`, `unsupportedTiling` or
    ///   `unsupportedImportance`.
    public init(
        model: Model, options: EncodingOptions = EncodingOptions()
    ) throws(EncodingError) {
        self.model = model
        self.options = options
        partEncoder = try model.codec.partEncoder(options, model: model.id)
    }

    /// Encodes a picture. Alpha and metadata are kept exactly; colours under alpha 0 if the options say so.
    ///
    /// - Throws: `memoryLimitExceeded` or `pixelLimitExceeded`, before anything large is allocated;
    ///   `sideLimitExceeded`, `wrongMaskSize`, `unsupportedDepth`.
    public func encode(_ image: RasterImage) throws(EncodingError) -> EncodedImage {
        try encode(image, observer: nil)
    }

    /// Encodes a picture of any depth that the model has. The file has the same.
    ///
    /// - Throws: As the other `encode` does.
    public func encode(_ image: DeepImage) throws(EncodingError) -> EncodedImage {
        let rows = EncodedRows(
            DeepRowSource(image), keepsInvisible: options.keepsInvisibleColours)
        return try encodeFromMemory(rows, keepsDecoded: false, observer: nil)
    }

    /// Encodes a picture that comes row by row, in memory that does not hold it.
    ///
    /// - Parameter source: A picture of which no row has been read. The file has its depth.
    /// - Returns: The file; `decoded` is nil.
    /// - Throws: As the other `encode` does, and what the source finds wrong with the picture.
    public func encode(rows source: any RowSource) throws -> EncodedImage {
        let rows = EncodedRows(source, keepsInvisible: options.keepsInvisibleColours)
        guard let encoded = try encode(rows, keepsDecoded: false, observer: nil) else {
            throw rows.failure ?? CancellationError()
        }
        return encoded
    }

    /// Encodes a picture, with a report of the stages for those who measure.
    package func encode(
        _ image: RasterImage, observer: CodingStage.Observer?
    ) throws(EncodingError) -> EncodedImage {
        let rows = EncodedRows(
            RasterRowSource(image), keepsInvisible: options.keepsInvisibleColours)
        return try encodeFromMemory(rows, keepsDecoded: true, observer: observer)
    }

    private func encodeFromMemory(
        _ rows: EncodedRows, keepsDecoded: Bool, observer: CodingStage.Observer?
    ) throws(EncodingError) -> EncodedImage {
        guard let encoded = try encode(rows, keepsDecoded: keepsDecoded, observer: observer) else {
            preconditionFailure("a picture in memory can be read")
        }
        return encoded
    }

    private func encode(
        _ rows: EncodedRows, keepsDecoded: Bool, observer: CodingStage.Observer?
    ) throws(EncodingError) -> EncodedImage? {
        let shape = rows.source.shape
        precondition(shape.depth == .eight, "pictures of 8 bits a sample")
        _ = try plan(shape)
        let result = options.storesPixelChecksum ? DecodedResult(shape, keepsDecoded) : nil
        let payloads = partEncoder.encode(
            rows, observer: observer,
            decoded: result.map { result in
                { source, decoded in
                    result.take(source, decoded, alpha: rows.nextAlpha())
                }
            })
        guard let payloads else { return nil }
        observer?(.entropy)
        let header = ImageHeader(
            width: shape.width, height: shape.height, channels: shape.channels,
            payloadForm: options.payloadForm, model: model.id,
            qualityHundredths: UInt16(options.qualityHundredths), tiling: payloads.coded.tiling,
            depth: shape.depth, pixelChecksum: result?.checksum)
        let container = Container(
            header: header, metadata: rows.source.metadata,
            importance: Array(payloads.coded.importance), codes: Array(payloads.coded.codes),
            streams: payloads.coded.streams, alpha: rows.alphaPayload)
        return EncodedImage(
            container, importanceByteCount: payloads.importanceByteCount,
            decoded: result?.image, meanSquaredError: result?.meanSquaredError)
    }

    /// What encoding a picture will take, checked against the options' limits.
    ///
    /// - Throws: What `encode` would throw before it begins.
    public func plan(_ shape: ImageShape) throws(EncodingError) -> EncodePlan {
        guard shape.depth <= model.deepest else { throw .unsupportedDepth(model.id, shape.depth) }
        if case .mask(let mask) = options.importance {
            guard mask.width == shape.width, mask.height == shape.height else {
                throw .wrongMaskSize(width: mask.width, height: mask.height)
            }
        }
        let side = max(shape.width, shape.height)
        guard side <= FormatLimits.largestSide else { throw .sideLimitExceeded(side) }
        let area = model.codec.paddedArea(
            PartFormat(
                width: shape.width, height: shape.height, channels: shape.channels,
                payloadForm: options.payloadForm, quality: options.qualityHundredths,
                tiling: options.tiling))
        guard area <= options.pixelLimit else {
            throw .pixelLimitExceeded(needed: area, limit: options.pixelLimit)
        }
        let plan = EncodePlan(shape, partEncoder)
        guard plan.byteCount <= options.memoryLimit else {
            throw .memoryLimitExceeded(needed: plan.byteCount, limit: options.memoryLimit)
        }
        return plan
    }
}
