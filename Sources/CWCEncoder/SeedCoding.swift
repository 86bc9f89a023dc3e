import CWCCodes

/// Codes pictures with a model of family 1.
struct SeedCoding: PictureCoding {
    private let networks: SeedNetworks
    private let analysis: Analysis
    private let options: EncodingOptions

    /// - Throws: `decodeOnlyModel` or `unsupportedImportance`.
    init(
        _ model: Model, _ networks: SeedNetworks, options: EncodingOptions
    ) throws(EncodingError) {
        guard let part = networks.encoder else { throw .decodeOnlyModel(model.id) }
        self.networks = networks
        self.options = options
        var mask: ImportanceMask?
        switch options.importance {
        case .model: break
        case .mask(let given): mask = given
        case .even: throw .unsupportedImportance(model.id)
        }
        analysis = Analysis(
            description: model.description, part: part, scale: networks.scale,
            shift: part.tables.shift(quality: options.qualityHundredths), mask: mask)
    }

    private func reconstruction(of image: RasterImage) -> Reconstruction {
        Reconstruction(
            networks: networks, width: image.width, height: image.height,
            channels: image.channels)
    }

    func peakByteCount(for image: RasterImage) -> Int {
        // The networks of analysis are gone when that of synthesis runs.
        max(
            analysis.peakByteCount(for: image, threads: options.threads),
            options.storesPixelChecksum
                ? reconstruction(of: image).peakByteCount(threads: options.threads)
                    + image.samples.count : 0)
    }

    func code(_ image: RasterImage, observer: CodingStage.Observer?) -> CodedPicture {
        let (map, codes) = analysis(image, threads: options.threads, observer: observer)
        return CodedPicture { body in
            reconstruction(of: image).rows(
                codes: codes.bits, alpha: image.alpha, threads: options.threads,
                observer: observer
            ) { _, row in body(row) }
        } payloads: {
            (
                map.payload(options.payloadForm),
                codes.payload(
                    options.payloadForm, keptBy: map, contexts: networks.contexts)
            )
        }
    }
}
