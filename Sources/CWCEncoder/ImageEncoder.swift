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
    private let model: Model
    private let analysis: Analysis
    private let options: EncodingOptions

    /// Makes an encoder.
    ///
    /// - Throws: `decodeOnlyModel`.
    public init(
        model: Model, options: EncodingOptions = EncodingOptions()
    ) throws(EncodingError) {
        guard let part = model.encoder else { throw .decodeOnlyModel(model.id) }
        self.model = model
        self.options = options
        analysis = Analysis(
            model: model, part: part, shift: part.tables.shift(quality: options.qualityHundredths))
    }

    /// Encodes a picture. Alpha and metadata are kept exactly.
    ///
    /// - Throws: `memoryLimitExceeded`, before anything large is allocated.
    public func encode(_ image: RasterImage) throws(EncodingError) -> EncodedImage {
        try encode(image, observer: nil)
    }

    /// Encodes a picture, with a report of the stages for those who measure.
    package func encode(
        _ image: RasterImage, observer: CodingStage.Observer?
    ) throws(EncodingError) -> EncodedImage {
        let reconstruction = Reconstruction(
            model: model, width: image.width, height: image.height, channels: image.channels)
        try checkMemory(for: image, reconstruction)

        let (map, codes) = analysis(image, threads: options.threads, observer: observer)
        let alpha = image.alpha
        var decoded: RasterImage?
        if options.storesPixelChecksum {
            var samples: [UInt8] = []
            samples.reserveCapacity(image.samples.count)
            reconstruction.rows(
                codes: codes.bits, alpha: alpha, threads: options.threads, observer: observer
            ) { _, row in samples += row }
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
        let container = Container(
            header: header, metadata: image.metadata,
            importance: map.payload(options.payloadForm),
            codes: codes.payload(
                options.payloadForm, keptBy: map, contexts: model.contexts),
            alpha: alpha.map {
                AlphaPlane(width: image.width, height: image.height, samples: $0).payload()
            })
        return EncodedImage(container, decoded: decoded)
    }

    private func checkMemory(
        for image: RasterImage, _ reconstruction: Reconstruction
    ) throws(EncodingError) {
        // The networks of analysis are gone when that of synthesis runs.
        let needed = max(
            analysis.peakByteCount(for: image, threads: options.threads),
            options.storesPixelChecksum
                ? reconstruction.peakByteCount(threads: options.threads) + image.samples.count : 0)
        guard needed <= options.memoryLimit else {
            throw .memoryLimitExceeded(needed: needed, limit: options.memoryLimit)
        }
    }
}
