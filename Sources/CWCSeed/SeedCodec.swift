package import CWCContainer
package import CWCImage
public import CWCModel
package import CWCNetwork

/// The codec of a model of the seed family. Spec seed.
package final class SeedCodec: PictureCodec {
    /// How many planes and levels there are.
    package let shape: SeedShape
    /// The networks and their tables.
    package let seed: SeedNetworks

    /// Checks that networks and shape fit each other.
    ///
    /// - Throws: Where they do not.
    package init(_ shape: SeedShape, _ seed: SeedNetworks) throws(ModelError) {
        try SeedRules.check(shape, seed)
        self.shape = shape
        self.seed = seed
    }

    /// Networks that have been checked.
    private init(checked shape: SeedShape, _ seed: SeedNetworks) {
        self.shape = shape
        self.seed = seed
    }

    package var family: any CodecFamily { SeedFamily.shared }

    package var networks: [IntegerNetwork] {
        (seed.encoder.map { [$0.features, $0.codes, $0.importance] } ?? []) + [seed.synthesis]
    }

    /// The first network sees pixels, the others positions of the codes.
    package var multiplyAddsPerPixel: Double {
        let atCodes = [seed.encoder?.codes, seed.encoder?.importance, seed.synthesis]
        let sum = atCodes.reduce(0) { $0 + ($1?.multiplyAddsPerPosition ?? 0) }
        return (seed.encoder?.features.multiplyAddsPerPosition ?? 0)
            + sum / Double(seed.scale * seed.scale)
    }

    package var facts: [ModelFact] {
        [ModelFact("planes", shape.planes), ModelFact("levels", shape.levels)]
    }

    package var encodes: Bool { seed.encoder != nil }

    package let deepest = SampleDepth.eight
    package let usesEffort = false
    package let qualitySweep: [Double] = [0, 20, 35, 45, 55, 65, 80, 100]

    package func using(_ instructions: InstructionSet) -> any PictureCodec {
        SeedCodec(checked: shape, seed.using(instructions))
    }

    package func makeContent() -> any ModelContent { SeedContent(self) }

    /// Every payload form and every quality will do; streams and deep samples will not.
    package func check(_ header: ImageHeader) throws(FormatError) {
        guard header.tiling == nil else {
            throw header.error(
                .badValue, at: "flags", section: "seed §2",
                "models of the seed family have no streams")
        }
        guard header.depth == .eight else {
            throw header.error(
                .unsupportedFeature, at: "depth", section: "seed §2",
                "models of the seed family have 8 bits a sample")
        }
    }

    package func paddedArea(_ part: PartFormat) -> UInt64 {
        UInt64(geometry(part).positions) * UInt64(seed.scale * seed.scale)
    }

    package func decodingPlan(
        _ part: PartFormat, _ options: ReconstructionOptions
    ) -> PartPlan {
        let geometry = geometry(part)
        return PartPlan(
            map: 2 * geometry.positions,
            codes: geometry.positions * geometry.planes
                + geometry.readingByteCount(part.payloadForm),
            reconstruction: synthesis(part).peakByteCount(threads: options.threads))
    }

    package func importanceMap(
        of payloads: CodedPayloads, _ part: PartFormat
    ) throws(FormatError) -> ImportanceMap? {
        let map = try map(payloads, part)
        return ImportanceMap(
            width: map.geometry.width, height: map.geometry.height, scale: seed.scale,
            values: map.levels.map { Int($0) }, range: 0...map.geometry.levels - 1)
    }

    /// Codes have one resolution, and are decoded as a whole.
    package func decode(
        _ payloads: CodedPayloads, _ part: PartFormat, _ options: ReconstructionOptions,
        observer: CodingStage.Observer?, onFault: (StreamFault) -> Void,
        _ body: (_ y: Int, _ colours: Span<Int16>) -> Void
    ) throws(FormatError) {
        guard options.reduction == 0 else {
            throw FormatError(
                .unsupportedFeature, offset: payloads.codes.startIndex, section: "seed §1",
                detail: "models of the seed family have no reduced pictures")
        }
        let codes = try codes(payloads, part)
        let region = options.region
        synthesis(part).rows(
            codes: codes.bits, threads: options.threads, strip: options.stripHeight,
            observer: observer
        ) { y, colours in
            guard region.rows.contains(y) else { return }
            body(y, colours.extracting(3 * region.x..<3 * (region.x + region.width)))
        }
    }

    package func check(
        _ payloads: CodedPayloads, _ part: PartFormat, threads: Int
    ) throws(FormatError) {
        _ = try codes(payloads, part)
    }

    private func codes(
        _ payloads: CodedPayloads, _ part: PartFormat
    ) throws(FormatError) -> CodeTensor {
        try CodeTensor(
            parsing: payloads.codes, form: part.payloadForm, keptBy: map(payloads, part),
            contexts: seed.contexts)
    }

    package func partEncoder(
        _ options: EncodingOptions, model: ModelID
    ) throws(EncodingError) -> any PartEncoder {
        try SeedEncoder(self, options, model: model)
    }

    private func geometry(_ part: PartFormat) -> CodeGeometry {
        CodeGeometry(
            imageWidth: part.width, imageHeight: part.height, scale: seed.scale,
            planes: shape.planes, levels: shape.levels)
    }

    private func map(
        _ payloads: CodedPayloads, _ part: PartFormat
    ) throws(FormatError) -> SeedImportanceMap {
        try SeedImportanceMap(
            parsing: payloads.importance, form: part.payloadForm, geometry: geometry(part))
    }

    private func synthesis(_ part: PartFormat) -> SeedSynthesis {
        SeedSynthesis(networks: seed, width: part.width, height: part.height)
    }
}

extension Model {
    /// Checks that parts make a model of the seed family, and names it.
    ///
    /// - Parameters:
    ///   - description: Name and note.
    ///   - shape: How many planes and levels there are.
    ///   - networks: The networks and their tables.
    /// - Throws: Where the parts do not fit each other.
    public init(
        description: ModelDescription, shape: SeedShape, _ networks: SeedNetworks
    ) throws(ModelError) {
        try self.init(description: description, codec: SeedCodec(shape, networks))
    }

    /// The networks, if the model is of the seed family.
    public var seed: SeedNetworks? { (codec as? SeedCodec)?.seed }

    /// The planes and levels, if the model is of the seed family.
    public var seedShape: SeedShape? { (codec as? SeedCodec)?.shape }
}
