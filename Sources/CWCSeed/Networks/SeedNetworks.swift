public import CWCNetwork

/// The networks of a model of the seed family, and what its range-coded files expect. Spec seed.
public struct SeedNetworks: Hashable, Sendable {
    /// Masked codes to the picture; every model has it.
    public let synthesis: IntegerNetwork
    /// What an encoder needs; nil in a model that only decodes.
    public let encoder: Encoder?
    /// What range-coded files of the model expect of each bit; nil if they use the plain contexts.
    public let contexts: ContextModel?

    /// Networks from their parts; `Model` checks that they belong together.
    public init(
        synthesis: IntegerNetwork, encoder: Encoder? = nil, contexts: ContextModel? = nil
    ) {
        self.synthesis = synthesis
        self.encoder = encoder
        self.contexts = contexts
    }

    /// Pixels of the picture for each position of map and codes, in both directions.
    public var scale: Int { synthesis.upsampling }

    /// The same networks, run with another instruction set.
    func using(_ instructions: InstructionSet) -> SeedNetworks {
        SeedNetworks(
            synthesis: synthesis.using(instructions),
            encoder: encoder.map {
                Encoder(
                    features: $0.features.using(instructions),
                    codes: $0.codes.using(instructions),
                    importance: $0.importance.using(instructions), tables: $0.tables)
            }, contexts: contexts)
    }

    /// The networks and tables that turn a picture into codes.
    public struct Encoder: Hashable, Sendable {
        /// Picture to features.
        public let features: IntegerNetwork
        /// Features to code logits: a bit is 1 where its logit is positive.
        public let codes: IntegerNetwork
        /// Features to the importance logit.
        public let importance: IntegerNetwork
        /// Importance and quality to levels.
        public let tables: EncoderTables

        /// The part from its networks; `Model` checks that they belong together.
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
}
