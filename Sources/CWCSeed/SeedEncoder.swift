import CWCContainer
import CWCImage
import CWCModel

/// Encodes pictures with a model of the seed family.
final class SeedEncoder: PartEncoder {
    private let networks: SeedNetworks
    private let analysis: SeedAnalysis
    private let options: EncodingOptions

    /// - Throws: `decodeOnlyModel` or `unsupportedImportance`.
    init(
        _ codec: SeedCodec, _ options: EncodingOptions, model: ModelID
    ) throws(EncodingError) {
        guard let encoder = codec.seed.encoder else { throw .decodeOnlyModel(model) }
        networks = codec.seed
        self.options = options
        let mask: ROIMask?
        switch options.importance {
        case .model: mask = nil
        case .mask(let given): mask = given
        case .even: throw .unsupportedImportance(model)
        }
        analysis = SeedAnalysis(
            shape: codec.shape, encoder: encoder, scale: networks.scale,
            shift: encoder.tables.shift(quality: options.qualityHundredths), mask: mask)
    }

    private func synthesis(of image: RasterImage) -> SeedSynthesis {
        SeedSynthesis(networks: networks, width: image.width, height: image.height)
    }

    func peakByteCount(for image: RasterImage) -> Int {
        // The networks of analysis are gone when that of synthesis runs.
        max(
            analysis.peakByteCount(for: image, threads: options.threads),
            options.storesPixelChecksum
                ? synthesis(of: image).peakByteCount(threads: options.threads)
                    + image.samples.count + image.width * image.channels.count : 0)
    }

    func encode(_ image: RasterImage, observer: CodingStage.Observer?) -> any EncodedPart {
        let (map, codes) = analysis(image, threads: options.threads, observer: observer)
        return EncodedSeedPart(
            map: map, codes: codes, contexts: networks.contexts, synthesis: synthesis(of: image),
            options: options)
    }
}

/// Map and codes that analysis found.
private final class EncodedSeedPart: EncodedPart {
    private let map: SeedImportanceMap
    private let codes: CodeTensor
    private let contexts: ContextModel?
    private let synthesis: SeedSynthesis
    private let options: EncodingOptions

    init(
        map: SeedImportanceMap, codes: CodeTensor, contexts: ContextModel?,
        synthesis: SeedSynthesis, options: EncodingOptions
    ) {
        self.map = map
        self.codes = codes
        self.contexts = contexts
        self.synthesis = synthesis
        self.options = options
    }

    var payloads: (coded: CodedPayloads, importanceByteCount: Int) {
        let importance = map.payload(options.payloadForm)
        let codes = codes.payload(options.payloadForm, keptBy: map, contexts: contexts)
        return (
            CodedPayloads(importance: importance[...], codes: codes[...]), importance.count
        )
    }

    func rows(observer: CodingStage.Observer?, _ body: (Span<Int16>) -> Void) {
        synthesis.rows(codes: codes.bits, threads: options.threads, observer: observer) {
            _, colours in body(colours)
        }
    }
}
