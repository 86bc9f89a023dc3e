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
    }

    package func decodingPlan(_ part: PartFormat, threads: Int) -> PartPlan {
        let geometry = geometry(part)
        return PartPlan(
            // The map, and the qualities of blocks and levels that follow from it.
            map: geometry.height * geometry.width / 4,
            codes: SubbandSymbols.byteCount(geometry)
                + SubbandCoder.peakByteCount(wavelet, geometry, threads: threads),
            reconstruction: reconstruction(part, QualityMap(quality: 0))
                .peakByteCount(threads: threads))
    }

    package func importanceMap(
        of payloads: PartPayloads, _ part: PartFormat
    ) throws(FormatError) -> ImportanceMap? {
        try qualityMap(payloads, part).importance?.map(width: part.width, height: part.height)
    }

    package func decode(
        _ payloads: PartPayloads, _ part: PartFormat, threads: Int
    ) throws(FormatError) -> any DecodedPart {
        let qualityMap = try qualityMap(payloads, part)
        let symbols = try SubbandCoder(wavelet, geometry(part), qualityMap, threads: threads)
            .symbols(of: payloads.codes)
        return DecodedWaveletPart(
            symbols: symbols, reconstruction: reconstruction(part, qualityMap))
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

    private func qualityMap(
        _ payloads: PartPayloads, _ part: PartFormat
    ) throws(FormatError) -> QualityMap {
        QualityMap(
            // `check` has refused headers without a quality.
            quality: part.quality ?? 0,
            importance: try WaveletImportanceMap(parsing: payloads.importance, geometry(part)))
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
