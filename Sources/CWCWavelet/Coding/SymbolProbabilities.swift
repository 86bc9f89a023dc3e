/// What is estimated of one symbol: the logits of its decisions, and the adaptations of its subband.
struct SymbolProbabilities {
    /// Logits of the decisions, `stride` apart.
    let logits: UnsafePointer<Int16>
    let stride: Int
    /// One for each decision but `more`.
    let adaptations: UnsafeMutablePointer<LogitAdaptation>
    /// The probability of yes for each logit −128…127.
    let probabilities: UnsafePointer<UInt16>
    /// Errors of its pass near it, in 1/256.
    let neighbourhoodError: Int32

    /// Decisions whose logits are adapted.
    static let adaptedCount = 4

    /// The logit that the probability head put out for a decision.
    @inline(__always)
    func logit(_ decision: SymbolDecision) -> Int16 { logits[decision.rawValue * stride] }

    /// The logit under which a decision is coded.
    @inline(__always)
    func adapted(_ decision: SymbolDecision) -> Int {
        let logit = logit(decision)
        return decision == .more
            ? Int(logit)
            : adaptations[decision.rawValue].adapted(logit, neighbourhoodError(decision))
    }

    /// Errors that bear on a decision: those of magnitudes, and so not on a sign.
    @inline(__always)
    func neighbourhoodError(_ decision: SymbolDecision) -> Int32 {
        decision == .positive ? 0 : neighbourhoodError
    }

    /// The probability of yes under which a decision is coded.
    @inline(__always)
    func probability(_ decision: SymbolDecision) -> UInt32 {
        UInt32(probabilities[adapted(decision) + 128])
    }
}
