import CWCContainer
import CWCImage
import CWCModel

/// Encodes pictures with a model of the seed family.
final class SeedEncoder: PartEncoder {
    private let networks: SeedNetworks
    private let analysis: SeedAnalysis
    private let options: EncodingOptions

    /// - Throws: `decodeOnlyModel`, `unsupportedTiling` or `unsupportedImportance`.
    init(
        _ codec: SeedCodec, _ options: EncodingOptions, model: ModelID
    ) throws(EncodingError) {
        guard let encoder = codec.seed.encoder else { throw .decodeOnlyModel(model) }
        guard (options.tiling ?? Tiling.none) == Tiling.none else {
            throw .unsupportedTiling(model)
        }
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

    private func synthesis(width: Int, height: Int) -> SeedSynthesis {
        SeedSynthesis(networks: networks, width: width, height: height)
    }

    func peakByteCount(width: Int, height: Int, depth: SampleDepth) -> Int {
        // The networks of analysis are gone when that of synthesis runs.
        3 * width * height
            + max(
                analysis.peakByteCount(width: width, height: height, threads: options.threads),
                options.storesPixelChecksum
                    ? synthesis(width: width, height: height)
                        .peakByteCount(threads: options.threads) : 0)
    }

    /// Analysis looks at the picture more than once, so it is read first.
    func encode(
        _ source: any ColourSource, observer: CodingStage.Observer?, decoded: DecodedRow?
    ) -> EncodedPayloads? {
        guard let image = RasterImage(source) else { return nil }
        let (map, codes) = analysis(image, threads: options.threads, observer: observer)
        if let decoded {
            let row = 3 * image.width
            var source = [UInt16](repeating: 0, count: row)
            synthesis(width: image.width, height: image.height).rows(
                codes: codes.bits, threads: options.threads, observer: observer
            ) { y, colours in
                for index in source.indices {
                    source[index] = UInt16(image.samples[y * row + index])
                }
                decoded(source.span, colours)
            }
        }
        observer?(.entropy)
        let importance = map.payload(options.payloadForm)
        let payload = codes.payload(
            options.payloadForm, keptBy: map, contexts: networks.contexts)
        return EncodedPayloads(
            coded: CodedPayloads(importance: importance[...], codes: payload[...]),
            importanceByteCount: importance.count)
    }
}

extension RasterImage {
    /// The colours of a source, all of its rows; nil where it cannot be read.
    fileprivate init?(_ source: any ColourSource) {
        var row = [UInt16](repeating: 0, count: 3 * source.width)
        var samples: [UInt8] = []
        samples.reserveCapacity(source.height * row.count)
        for _ in 0..<source.height {
            var span = row.mutableSpan
            guard source.readRow(into: &span) else { return nil }
            for sample in row { samples.append(UInt8(truncatingIfNeeded: sample)) }
        }
        self.init(width: source.width, height: source.height, channels: .rgb, samples: samples)
    }
}
