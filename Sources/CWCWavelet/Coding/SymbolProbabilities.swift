/// What is estimated of one symbol: the logits of its decisions, and the adaptations of its subband.
///
/// Safe: whoever makes one, which is unsafe, vouches for the memory while its symbol is coded.
@safe struct SymbolProbabilities {
    /// Logits of the decisions, `stride` apart.
    private let logits: UnsafePointer<Int16>
    private let stride: Int
    /// One for each decision but `more`.
    private let adaptations: UnsafeMutablePointer<LogitAdaptation>
    /// The probability of yes for each logit −128…127.
    private let probabilities: UnsafePointer<UInt16>
    /// Errors of its pass near it, in 1/256.
    private let neighbourhoodError: Int32

    /// Decisions whose logits are adapted.
    static let adaptedCount = 4

    @inline(__always)
    init(
        logits: UnsafePointer<Int16>, stride: Int,
        adaptations: UnsafeMutablePointer<LogitAdaptation>, probabilities: UnsafePointer<UInt16>,
        neighbourhoodError: Int32
    ) {
        unsafe self.logits = logits
        self.stride = stride
        unsafe self.adaptations = adaptations
        unsafe self.probabilities = probabilities
        self.neighbourhoodError = neighbourhoodError
    }

    /// The logit that the probability head put out for a decision.
    @inline(__always)
    private func logit(_ decision: SymbolDecision) -> Int16 {
        unsafe logits[decision.rawValue * stride]
    }

    /// The logit under which a decision is coded.
    @inline(__always)
    func adapted(_ decision: SymbolDecision) -> Int {
        let logit = logit(decision)
        return decision == .more
            ? Int(logit)
            : unsafe adaptations[decision.rawValue].adapted(logit, neighbourhoodError(decision))
    }

    /// Errors that bear on a decision: those of magnitudes, and so not on a sign.
    @inline(__always)
    private func neighbourhoodError(_ decision: SymbolDecision) -> Int32 {
        decision == .positive ? 0 : neighbourhoodError
    }

    /// The probability of yes under which a decision is coded.
    @inline(__always)
    func probability(_ decision: SymbolDecision) -> UInt32 {
        UInt32(unsafe probabilities[adapted(decision) + 128])
    }

    /// Lets the adaptation of a decision other than `more` learn from it.
    ///
    /// - Returns: The error of the estimate, in units of 2⁻¹⁶.
    @inline(__always)
    func learn(_ decision: SymbolDecision, _ yes: Bool, probability: UInt32) -> Int32 {
        unsafe adaptations[decision.rawValue].learn(
            yes, probability: probability, logit: logit(decision), neighbourhoodError(decision))
    }
}
