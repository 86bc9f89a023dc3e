package import CWCContainer
public import CWCModel
package import CWCNetwork

/// The codec of a model of the wavelet family. Spec wavelet.
package final class WaveletCodec: PictureCodec {
    /// The networks and tables.
    package let wavelet: WaveletNetworks

    /// Checks that the parts fit each other.
    ///
    /// - Throws: Where they do not.
    package init(_ wavelet: WaveletNetworks) throws(ModelError) {
        try WaveletRules.check(wavelet)
        self.wavelet = wavelet
    }

    /// Parts that have been checked.
    private init(checked wavelet: WaveletNetworks) { self.wavelet = wavelet }

    package var family: any CodecFamily { WaveletFamily.shared }

    package var networks: [IntegerNetwork] {
        wavelet.byPlace.sorted { $0.key < $1.key }.map(\.value)
    }

    package var facts: [ModelFact] { [ModelFact("levels", wavelet.levels.count)] }

    package let encodes = true
    package let usesEffort = true
    package let qualitySweep: [Double] = [0, 5, 10, 15, 20, 25, 30, 35, 40, 50, 60, 70, 80]

    package func using(_ instructions: InstructionSet) -> any PictureCodec {
        WaveletCodec(checked: wavelet.using(instructions))
    }

    package func makeContent() -> any ModelContent { WaveletContent(self) }

    package func check(_ header: ImageHeader) throws(FormatError) {
        guard header.payloadForm == .range else {
            throw header.error(
                .unsupportedFeature, at: "flags", section: "wavelet §2",
                "models of the wavelet family have the payload form range alone")
        }
        guard header.qualityHundredths != nil else {
            throw header.error(
                .badValue, at: "quality", section: "wavelet §2",
                "models of the wavelet family need one")
        }
        guard header.tiling != nil else {
            throw header.error(
                .badValue, at: "flags", section: "wavelet §2",
                "models of the wavelet family have streams")
        }
    }

    package func decodingPlan(_ part: PartFormat, threads: Int) -> PartPlan {
        let geometry = geometry(part)
        return PartPlan(
            // The map, and the qualities of blocks and levels that follow from it.
            map: geometry.height * geometry.width / 4,
            codes: SubbandSymbols.byteCount(geometry)
                + TiledCoder.peakByteCount(
                    wavelet, geometry, part.tiling ?? .none, threads: threads),
            reconstruction: reconstruction(part, QualityMap(quality: 0))
                .peakByteCount(threads: threads))
    }

    package func importanceMap(
        of payloads: CodedPayloads, _ part: PartFormat
    ) throws(FormatError) -> ImportanceMap? {
        let (streams, coder) = try coder(payloads, part, threads: 1)
        return try coder.importance(of: streams)?.map(width: part.width, height: part.height)
    }

    package func decode(
        _ payloads: CodedPayloads, _ part: PartFormat, threads: Int
    ) throws(FormatError) -> any DecodedPart {
        let (streams, coder) = try coder(payloads, part, threads: threads)
        let (symbols, importance) = try coder.decoded(
            streams, resolutions: streams.resolutions)
        let qualityMap = QualityMap(quality: quality(part), importance: importance)
        return DecodedWaveletPart(
            symbols: symbols, reconstruction: reconstruction(part, qualityMap))
    }

    package func decodeReduced(
        _ payloads: CodedPayloads, _ part: PartFormat, by exponent: Int, threads: Int
    ) throws(FormatError) -> [Int16] {
        let level = exponent
        let (streams, coder) = try coder(payloads, part, threads: threads)
        guard level <= wavelet.levels.count else {
            throw FormatError(
                .unsupportedFeature, offset: streams.payloads[0].startIndex,
                section: "wavelet §8.3",
                detail: "the model has \(wavelet.levels.count) levels, fewer than \(level)")
        }
        let layout = StreamLayout(levels: wavelet.levels.count)
        let (symbols, importance) = try coder.decoded(
            streams, resolutions: layout.count(downTo: level))
        let components = ComponentSynthesis(
            symbols, wavelet, QualityMap(quality: quality(part), importance: importance),
            downTo: level, threads: threads)
        return ReducedReconstruction.samples(components, level: level, geometry(part))
    }

    package func partEncoder(
        _ options: EncodingOptions, model: ModelID
    ) throws(EncodingError) -> any PartEncoder {
        guard options.payloadForm == .range else { throw .unsupportedPayloadForm(model) }
        return WaveletEncoder(wavelet, options)
    }

    private func geometry(_ part: PartFormat) -> WaveletGeometry {
        WaveletGeometry(
            imageWidth: part.width, imageHeight: part.height, levels: wavelet.levels.count)
    }

    /// `check` has refused headers without a quality.
    private func quality(_ part: PartFormat) -> Int { part.quality ?? 0 }

    /// The streams of a picture, and what reads them.
    private func coder(
        _ payloads: CodedPayloads, _ part: PartFormat, threads: Int
    ) throws(FormatError) -> (streams: Streams, coder: TiledCoder) {
        guard let streams = payloads.streams, let tiling = payloads.tiling else {
            preconditionFailure("`check` refuses files without streams")
        }
        let count = StreamLayout(levels: wavelet.levels.count).count
        guard streams.resolutions == count else {
            throw FormatError(
                .badPayload, offset: streams.payloads[0].startIndex, section: "wavelet §4.1",
                detail: "\(streams.resolutions) resolutions; the model has \(count)")
        }
        return (
            streams,
            TiledCoder(wavelet, geometry(part), tiling, quality: quality(part), threads: threads)
        )
    }

    private func reconstruction(
        _ part: PartFormat, _ qualityMap: QualityMap
    ) -> WaveletReconstruction {
        WaveletReconstruction(
            wavelet, width: part.width, height: part.height, channels: part.channels, qualityMap)
    }
}

/// Symbols that have been read.
private final class DecodedWaveletPart: DecodedPart {
    private let symbols: SubbandSymbols
    private let reconstruction: WaveletReconstruction

    init(symbols: SubbandSymbols, reconstruction: WaveletReconstruction) {
        self.symbols = symbols
        self.reconstruction = reconstruction
    }

    func rows(
        alpha: [UInt8]?, _ options: ReconstructionOptions, observer: CodingStage.Observer?,
        _ body: (_ y: Int, _ row: ArraySlice<UInt8>) -> Void
    ) {
        reconstruction.rows(
            symbols, alpha: alpha, threads: options.threads, observer: observer, body)
    }
}

extension Model {
    /// Checks that networks make a model of the wavelet family, and names it.
    ///
    /// - Throws: Where the networks do not fit each other.
    public init(
        description: ModelDescription, _ networks: WaveletNetworks
    ) throws(ModelError) {
        try self.init(description: description, codec: WaveletCodec(networks))
    }

    /// The networks, if the model is of the wavelet family.
    public var wavelet: WaveletNetworks? { (codec as? WaveletCodec)?.wavelet }
}
