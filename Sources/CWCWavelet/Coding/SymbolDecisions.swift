import CWCBitstream

/// The binary decisions that make a symbol of a detail subband, in this order. Spec wavelet §4.3.
enum SymbolDecision: Int, CaseIterable {
    case notZero, positive, aboveOne, aboveTwo, more
}

extension DecisionCoder {
    /// Codes a symbol, and lets the adaptations of its subband learn from it.
    ///
    /// - Parameters:
    ///   - symbol: −16383…16383; a reader does not look at it.
    ///   - estimate: The probabilities of its decisions.
    /// - Returns: The symbol, and the error of the estimates of its magnitude, in 2⁻¹⁶.
    @inline(__always)
    mutating func code(
        symbol: Int32, as estimate: SymbolProbabilities
    ) -> (symbol: Int32, error: Int32) {
        let magnitude = abs(symbol)
        var errors: Int32 = 0
        @inline(__always)
        func decide(_ decision: SymbolDecision, _ yes: Bool, _ coder: inout Self) -> Bool {
            let probability = estimate.probability(ofLogit: estimate.adapted(decision))
            let yes = coder.code(yes ? 1 : 0, probability: probability) == 1
            errors += estimate.learn(decision, yes, probability: probability)
            return yes
        }
        guard decide(.notZero, magnitude > 0, &self) else { return (0, errors) }
        let isPositive = code(symbol > 0, signOf: estimate)
        var result: Int32 = 1
        if decide(.aboveOne, magnitude > 1, &self) {
            result = decide(.aboveTwo, magnitude > 2, &self) ? 3 : 2
        }
        if result == 3 { result = large(magnitude, estimate) }
        return (isPositive ? result : -result, errors)
    }

    /// Codes a sign.
    @inline(never)
    private mutating func code(_ isPositive: Bool, signOf estimate: SymbolProbabilities) -> Bool {
        let (features, logit) = estimate.sign()
        let probability = estimate.probability(ofLogit: logit)
        let isPositive = code(isPositive ? 1 : 0, probability: probability) == 1
        estimate.learn(sign: features, isPositive: isPositive, probability: probability)
        return isPositive
    }

    /// Codes a magnitude of 3 or more: one decision for each step, then Exp-Golomb of order 3.
    @inline(never)
    private mutating func large(_ magnitude: Int32, _ estimate: SymbolProbabilities) -> Int32 {
        let stepped: Int32 = 3 + 16
        var result: Int32 = 3
        while result < stepped {
            let probability = estimate.probability(ofLogit: estimate.adapted(.more))
            let goesOn = code(magnitude > result ? 1 : 0, probability: probability) == 1
            _ = estimate.learn(.more, goesOn, probability: probability)
            guard goesOn else { return result }
            result += 1
        }
        let rest = code(expGolomb: UInt32(max(0, magnitude - stepped)), order: 3, limit: 10) {
            coder, bit, _ in
            coder.code(bit, probability: 1 << 15)
        }
        return min(stepped + Int32(rest), SubbandSymbols.legal.upperBound)
    }
}
