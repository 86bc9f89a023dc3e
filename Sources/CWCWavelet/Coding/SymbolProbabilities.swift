/// What is estimated of one symbol: the logits of its decisions, and the adaptations of its subband.
///
/// Safe: whoever makes one, which is unsafe, vouches for the memory while its symbol is coded.
@safe struct SymbolProbabilities {
    /// Logits of the decisions, `stride` apart.
    private let logits: UnsafePointer<Int16>
    private let stride: Int
    /// One for each decision.
    private let adaptations: UnsafeMutablePointer<LogitAdaptation>
    /// The probability of yes for each logit −128…127.
    private let probabilities: UnsafePointer<UInt16>
    /// Errors of its pass near it, in 1/256.
    private let neighbourhoodError: Int32

    /// The place of the symbol among those that have been coded.
    private let signs: SignNeighbourhood
    private let subband: Int

    /// Decisions whose logits are adapted.
    static let adaptedCount = SymbolDecision.allCases.count

    @inline(__always)
    init(
        logits: UnsafePointer<Int16>, stride: Int,
        adaptations: UnsafeMutablePointer<LogitAdaptation>, probabilities: UnsafePointer<UInt16>,
        neighbourhoodError: Int32, signs: SignNeighbourhood, subband: Int
    ) {
        unsafe self.logits = logits
        self.stride = stride
        unsafe self.adaptations = adaptations
        unsafe self.probabilities = probabilities
        self.neighbourhoodError = neighbourhoodError
        self.signs = signs
        self.subband = subband
    }

    /// The logit that the probability head put out for a decision.
    @inline(__always)
    private func logit(_ decision: SymbolDecision) -> Int16 {
        unsafe logits[decision.rawValue * stride]
    }

    /// The logit under which a decision of the magnitude is coded.
    @inline(__always)
    func adapted(_ decision: SymbolDecision) -> Int {
        unsafe adaptations[decision.rawValue].adapted(logit(decision), neighbourhoodError)
    }

    /// What is known of the sign, and the logit under which it is coded.
    @inline(__always)
    func sign() -> (features: SignNeighbourhood.Features, logit: Int) {
        let features = signs.features(subband)
        return (
            features,
            unsafe adaptations[SymbolDecision.positive.rawValue].adapted(
                logit(.positive), 0, correction: features.correction)
        )
    }

    /// The probability of yes under an adapted logit.
    @inline(__always)
    func probability(ofLogit logit: Int) -> UInt32 {
        UInt32(unsafe probabilities[logit + 128])
    }

    /// Lets the adaptation of a decision of the magnitude learn from it.
    ///
    /// - Returns: The error of the estimate, in units of 2⁻¹⁶.
    @inline(__always)
    func learn(_ decision: SymbolDecision, _ yes: Bool, probability: UInt32) -> Int32 {
        unsafe adaptations[decision.rawValue].learn(
            yes, probability: probability, logit: logit(decision), neighbourhoodError)
    }

    /// Lets all that the sign was estimated from learn from it.
    @inline(__always)
    func learn(
        sign features: SignNeighbourhood.Features, isPositive: Bool, probability: UInt32
    ) {
        let error = unsafe adaptations[SymbolDecision.positive.rawValue].learn(
            isPositive, probability: probability, logit: logit(.positive), 0)
        signs.learn(subband, features, error: error)
    }
}
