public import CWCCodes
public import CWCContainer

/// A model: the networks of one codec, and the name that image files know it by.
///
/// Values are immutable and hold only what has been checked. Spec model §3, §4.
public struct Model: Hashable, Sendable {
    /// What the model says about itself.
    public let description: ModelDescription
    /// The networks, by family.
    public let networks: Networks
    /// The model's ID, from the hash of its canonical bytes.
    public let id: ModelID

    /// The networks of a model: each family has others.
    public enum Networks: Hashable, Sendable {
        /// Family 1.
        case seed(SeedNetworks)
        /// Family 2.
        case wavelet(WaveletNetworks)
    }

    /// Checks that parts make a model of family 1, and names it.
    ///
    /// - Parameters:
    ///   - description: Name, family and sizes.
    ///   - synthesis: Masked codes to the picture.
    ///   - encoder: Networks and tables for encoding, or nil.
    ///   - contexts: Contexts for the range coder, or nil.
    ///   - identify: Gives the ID for the model's canonical bytes: the first 8 bytes of their
    ///     SHA-256. It is a parameter because decoding needs no hash and has none.
    /// - Throws: Where the parts do not fit each other or the family.
    public init(
        description: ModelDescription, synthesis: IntegerNetwork, encoder: EncoderPart? = nil,
        contexts: ContextModel? = nil, identify: (ArraySlice<UInt8>) -> ModelID
    ) throws(ModelError) {
        try self.init(
            description: description,
            networks: .seed(
                SeedNetworks(synthesis: synthesis, encoder: encoder, contexts: contexts)),
            identify: identify)
    }

    /// Checks that networks make a model of the family that the description says, and names it.
    ///
    /// - Throws: Where the parts do not fit each other or the family.
    public init(
        description: ModelDescription, networks: Networks,
        identify: (ArraySlice<UInt8>) -> ModelID
    ) throws(ModelError) {
        try ModelRules.check(description, networks)
        let bytes = ModelFile.canonicalBytes(description, networks)
        self.init(description: description, networks: networks, id: identify(bytes[...]))
    }

    /// Parts that `ModelRules` has passed.
    init(description: ModelDescription, networks: Networks, id: ModelID) {
        self.description = description
        self.networks = networks
        self.id = id
    }

    /// The networks of family 1, if the model is of it.
    public var seed: SeedNetworks? { if case .seed(let seed) = networks { seed } else { nil } }

    /// The networks of family 2, if the model is of it.
    public var wavelet: WaveletNetworks? {
        if case .wavelet(let wavelet) = networks { wavelet } else { nil }
    }

    /// Whether the model can encode, too.
    public var encodes: Bool {
        switch networks {
        case .seed(let seed): seed.encoder != nil
        case .wavelet: true
        }
    }

    /// The same model, its networks run with the kernels of another level. Results are the same.
    ///
    /// - Precondition: The machine has the level.
    public func using(_ level: KernelLevel) -> Model {
        let networks: Networks =
            switch networks {
            case .seed(let seed): .seed(seed.using(level))
            case .wavelet(let wavelet): .wavelet(wavelet.using(level))
            }
        return Model(description: description, networks: networks, id: id)
    }

    /// Every network, in the order of a model file.
    public var allNetworks: [IntegerNetwork] {
        switch networks {
        case .seed(let seed):
            (seed.encoder.map { [$0.features, $0.codes, $0.importance] } ?? []) + [seed.synthesis]
        case .wavelet(let wavelet): wavelet.inFileOrder.map(\.network)
        }
    }
}
