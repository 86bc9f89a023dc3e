public import CWCCodes
public import CWCContainer

/// A model: the networks of one codec, and the name that image files know it by.
///
/// Values are immutable and hold only what has been checked. Spec model §3, §4.
public struct Model: Hashable, Sendable {
    /// What the model says about itself.
    public let description: ModelDescription
    /// Masked codes to the picture; every model has it.
    public let synthesis: IntegerNetwork
    /// What an encoder needs; nil in a model that only decodes.
    public let encoder: EncoderPart?
    /// What range-coded files of the model expect of each bit; nil if they use the plain contexts.
    public let contexts: ContextModel?
    /// The model's ID, from the hash of its canonical bytes.
    public let id: ModelID

    /// The networks and tables that turn a picture into codes.
    public struct EncoderPart: Hashable, Sendable {
        /// Picture to features.
        public let features: IntegerNetwork
        /// Features to code logits: a bit is 1 where its logit is positive.
        public let codes: IntegerNetwork
        /// Features to the importance logit.
        public let importance: IntegerNetwork
        /// Importance and quality to levels.
        public let tables: EncoderTables

        /// Makes the part from its networks; `Model` checks that they belong together.
        public init(
            features: IntegerNetwork, codes: IntegerNetwork, importance: IntegerNetwork,
            tables: EncoderTables
        ) {
            self.features = features
            self.codes = codes
            self.importance = importance
            self.tables = tables
        }
    }

    /// Checks that the parts make a model, and names it.
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
        try ModelRules.check(
            description, synthesis: synthesis, encoder: encoder, contexts: contexts)
        let bytes = ModelFile.canonicalBytes(description, synthesis, encoder, contexts)
        self.init(
            description: description, synthesis: synthesis, encoder: encoder, contexts: contexts,
            id: identify(bytes[...]))
    }

    /// Parts that `ModelRules` has passed.
    init(
        description: ModelDescription, synthesis: IntegerNetwork, encoder: EncoderPart?,
        contexts: ContextModel?, id: ModelID
    ) {
        self.description = description
        self.synthesis = synthesis
        self.encoder = encoder
        self.contexts = contexts
        self.id = id
    }

    /// The same model, its networks run with the kernels of another level. Results are the same.
    ///
    /// - Precondition: The machine has the level.
    public func using(_ level: KernelLevel) -> Model {
        Model(
            description: description, synthesis: synthesis.using(level),
            encoder: encoder.map {
                EncoderPart(
                    features: $0.features.using(level), codes: $0.codes.using(level),
                    importance: $0.importance.using(level), tables: $0.tables)
            }, contexts: contexts, id: id)
    }

    /// The networks that are there, by ascending role.
    public var networks: [IntegerNetwork] {
        encoder.map { [$0.features, $0.codes, $0.importance, synthesis] } ?? [synthesis]
    }
}
