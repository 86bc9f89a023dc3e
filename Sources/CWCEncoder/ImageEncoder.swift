import CWCCodes

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
    private let coding: any PictureCoding
    let options: EncodingOptions

    /// Makes an encoder.
    ///
    /// - Throws: `decodeOnlyModel`, `unsupportedPayloadForm` or `unsupportedImportance`.
    public init(
        model: Model, options: EncodingOptions = EncodingOptions()
    ) throws(EncodingError) {
        self.model = model
        self.options = options
        switch model.networks {
        case .seed(let networks):
            coding = try SeedCoding(model, networks, options: options)
        case .wavelet(let networks):
            guard options.payloadForm == .range else {
                throw .unsupportedPayloadForm(model.id)
            }
            coding = WaveletCoding(networks, options: options)
        }
    }

    /// Encodes a picture. Alpha and metadata are kept exactly.
    ///
    /// - Throws: `memoryLimitExceeded`, before anything large is allocated; `wrongMaskSize`.
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
        let needed = coding.peakByteCount(for: image)
        guard needed <= options.memoryLimit else {
            throw .memoryLimitExceeded(needed: needed, limit: options.memoryLimit)
        }
        let coded = coding.code(image, observer: observer)
        var decoded: RasterImage?
        if options.storesPixelChecksum {
            var samples: [UInt8] = []
            samples.reserveCapacity(image.samples.count)
            coded.rows { samples += $0 }
            decoded = RasterImage(
                width: image.width, height: image.height, channels: image.channels,
                samples: samples)
        }
        observer?(.pixels)
        let header = ImageHeader(
            width: image.width, height: image.height, channels: image.channels,
            payloadForm: options.payloadForm, model: model.id,
            qualityHundredths: UInt16(options.qualityHundredths),
            pixelChecksum: decoded?.checksum)
        observer?(.entropy)
        let (importance, codes) = coded.payloads()
        let container = Container(
            header: header, metadata: image.metadata, importance: importance, codes: codes,
            alpha: image.alpha.map {
                AlphaPlane(width: image.width, height: image.height, samples: $0).payload()
            })
        return EncodedImage(container, decoded: decoded)
    }
}

/// How a family of models codes a picture.
protocol PictureCoding: Sendable {
    /// Bytes that coding takes.
    func peakByteCount(for image: RasterImage) -> Int

    /// Finds the codes of a picture.
    func code(_ image: RasterImage, observer: CodingStage.Observer?) -> CodedPicture
}

/// The codes of a picture, and what can be made of them.
struct CodedPicture {
    /// Decodes the picture, row by row.
    let rows: (_ body: (ArraySlice<UInt8>) -> Void) -> Void
    /// The payloads of map and codes.
    let payloads: () -> (importance: [UInt8], codes: [UInt8])
}
