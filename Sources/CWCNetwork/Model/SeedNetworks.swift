public import CWCCodes

/// The networks of a model of family 1, and what its range-coded files expect. Spec model §3.
public struct SeedNetworks: Hashable, Sendable {
    /// Masked codes to the picture; every model has it.
    public let synthesis: IntegerNetwork
    /// What an encoder needs; nil in a model that only decodes.
    public let encoder: Model.EncoderPart?
    /// What range-coded files of the model expect of each bit; nil if they use the plain contexts.
    public let contexts: ContextModel?

    /// Pixels of the picture for each position of map and codes, in both directions.
    public var scale: Int { synthesis.upsampling }

    /// The same networks, run with the kernels of another level.
    func using(_ level: KernelLevel) -> SeedNetworks {
        SeedNetworks(
            synthesis: synthesis.using(level),
            encoder: encoder.map {
                Model.EncoderPart(
                    features: $0.features.using(level), codes: $0.codes.using(level),
                    importance: $0.importance.using(level), tables: $0.tables)
            }, contexts: contexts)
    }
}

extension Model {
    /// The networks and tables of family 1 that turn a picture into codes.
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
}
