package import CWCContainer
package import CWCImage
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

    /// As if every network ran at every position of its level.
    package var multiplyAddsPerPixel: Double {
        wavelet.byPlace.reduce(0) { sum, network in
            sum + network.value.multiplyAddsPerPosition
                / Double(1 << (2 * level(ofInput: network.key)))
        }
    }

    /// The level whose positions a network's input has.
    private func level(ofInput place: NetworkPlace) -> Int {
        switch place.role {
        case .llContext: wavelet.levels.count
        case .postFilter: PostFilterBlocks.level
        default: place.level
        }
    }

    package var facts: [ModelFact] { [ModelFact("levels", wavelet.levels.count)] }

    package let encodes = true
    package let deepest = FormatLimits.largestDepth
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

    package func paddedArea(_ part: PartFormat) -> UInt64 {
        let geometry = geometry(part)
        return UInt64(geometry.width) * UInt64(geometry.height)
    }

    package func decodingPlan(
        _ part: PartFormat, _ options: ReconstructionOptions
    ) -> PartPlan {
        // `decode` will refuse it.
        guard options.reduction <= wavelet.levels.count else {
            return PartPlan(map: 0, codes: 0, reconstruction: 0)
        }
        return WaveletDecoder(self, part, options).plan
    }

    package func importanceMap(
        of payloads: CodedPayloads, _ part: PartFormat
    ) throws(FormatError) -> ImportanceMap? {
        let streams = try streams(payloads)
        return try coder(part, threads: 1).importance(of: streams)?
            .map(width: part.width, height: part.height)
    }

    package func decode(
        _ payloads: CodedPayloads, _ part: PartFormat, _ options: ReconstructionOptions,
        observer: CodingStage.Observer?, onFault: (StreamFault) -> Void,
        _ body: (_ y: Int, _ colours: Span<Int16>) -> Void
    ) throws(FormatError) {
        let streams = try streams(payloads)
        guard options.reduction <= wavelet.levels.count else {
            throw FormatError(
                .unsupportedFeature, offset: streams.payloads[0].startIndex,
                section: "wavelet §8.3",
                detail: "the model has \(wavelet.levels.count) levels, fewer than "
                    + "\(options.reduction)")
        }
        let tiles = geometry(part).tiles(part.tiling ?? .none)
        try withoutActuallyEscaping(onFault) { onFault throws(FormatError) in
            try WaveletDecoder(self, part, options).decode(
                streams, observer: observer,
                onFault: { tile, stream in
                    let (tile, index) = (tiles[tile], tile)
                    onFault(
                        StreamFault(
                            tile: index, resolution: stream,
                            region: ImageRegion(
                                x: tile.column, y: tile.row, width: tile.geometry.imageWidth,
                                height: tile.geometry.imageHeight)))
                }, body)
        }
    }

    package func check(
        _ payloads: CodedPayloads, _ part: PartFormat, threads: Int
    ) throws(FormatError) {
        let options = ReconstructionOptions(
            region: ImageRegion(width: part.width, height: part.height), threads: threads)
        try WaveletDecoder(self, part, options).check(streams(payloads))
    }

    package func partEncoder(
        _ options: EncodingOptions, model: ModelID
    ) throws(EncodingError) -> any PartEncoder {
        guard options.payloadForm == .range else { throw .unsupportedPayloadForm(model) }
        return WaveletEncoder(wavelet, options)
    }

    func geometry(_ part: PartFormat) -> WaveletGeometry {
        WaveletGeometry(
            imageWidth: part.width, imageHeight: part.height, levels: wavelet.levels.count)
    }

    /// `check` has refused headers without a quality.
    func quality(_ part: PartFormat) -> Int { part.quality ?? 0 }

    /// The streams of a picture: as many for each tile as the model has.
    private func streams(_ payloads: CodedPayloads) throws(FormatError) -> Streams {
        guard let streams = payloads.streams else {
            preconditionFailure("`check` refuses files without streams")
        }
        let count = StreamLayout(levels: wavelet.levels.count).count
        guard streams.resolutions == count else {
            throw FormatError(
                .badPayload, offset: streams.payloads[0].startIndex, section: "wavelet §4.1",
                detail: "\(streams.resolutions) resolutions; the model has \(count)")
        }
        return streams
    }

    /// What decodes the tiles of a picture.
    func coder(_ part: PartFormat, threads: Int) -> TiledCoder {
        TiledCoder(
            wavelet, geometry(part), part.tiling ?? .none, quality: quality(part),
            threads: threads)
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
