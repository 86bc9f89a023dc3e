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
    /// - Throws: `decodeOnlyModel`, `unsupportedPayloadForm` or `unsupportedImportance`.
    public init(
        model: Model, options: EncodingOptions = EncodingOptions()
    ) throws(EncodingError) {
        self.model = model
        self.options = options
        partEncoder = try model.codec.partEncoder(options, model: model.id)
    }

    /// Encodes a picture. Alpha and metadata are kept exactly.
    ///
    /// - Throws: `memoryLimitExceeded`, before anything large is allocated; `sideLimitExceeded`,
    ///   `wrongMaskSize`.
    public func encode(_ image: RasterImage) throws(EncodingError) -> EncodedImage {
        try encode(image, observer: nil)
    }

    /// Encodes a picture, with a report of the stages for those who measure.
    package func encode(
        _ image: RasterImage, observer: CodingStage.Observer?
    ) throws(EncodingError) -> EncodedImage {
        if case .mask(let mask) = options.importance {
            guard mask.width == image.width, mask.height == image.height else {
                throw .wrongMaskSize(width: mask.width, height: mask.height)
            }
        }
        let side = max(image.width, image.height)
        guard side <= FormatLimits.largestSide else { throw .sideLimitExceeded(side) }
        let needed = partEncoder.peakByteCount(for: image)
        guard needed <= options.memoryLimit else {
            throw .memoryLimitExceeded(needed: needed, limit: options.memoryLimit)
        }
        let part = partEncoder.encode(image, observer: observer)
        let alpha = image.alpha
        let decoded =
            options.storesPixelChecksum
            ? decoded(part, like: image, alpha: alpha, observer) : nil
        observer?(.pixels)
        observer?(.entropy)
        let (coded, importanceByteCount) = part.payloads
        let header = ImageHeader(
            width: image.width, height: image.height, channels: image.channels,
            payloadForm: options.payloadForm, model: model.id,
            qualityHundredths: UInt16(options.qualityHundredths), tiling: coded.tiling,
            pixelChecksum: decoded?.checksum)
        let container = Container(
            header: header, metadata: image.metadata, importance: Array(coded.importance),
            codes: Array(coded.codes), streams: coded.streams,
            alpha: alpha.map {
                AlphaPlane(width: image.width, height: image.height, samples: $0).payload()
            })
        return EncodedImage(
            container, importanceByteCount: importanceByteCount, decoded: decoded)
    }

    /// What a part decodes to.
    private func decoded(
        _ part: any EncodedPart, like image: RasterImage, alpha: [UInt8]?,
        _ observer: CodingStage.Observer?
    ) -> RasterImage {
        var row = SampleRow(width: image.width, channels: image.channels)
        var samples: [UInt8] = []
        samples.reserveCapacity(image.samples.count)
        var first = 0
        part.rows(observer: observer) { colours in
            row.setColors(to: colours)
            if let alpha { row.setAlpha(to: alpha[first..<first + image.width]) }
            first += image.width
            samples += row.samples
        }
        return RasterImage(
            width: image.width, height: image.height, channels: image.channels, samples: samples)
    }
}
