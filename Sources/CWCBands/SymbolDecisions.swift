import CWCBitstream

/// What is decided about a symbol of a detail band, in this order. Spec cwc §7.4.3.
enum SymbolDecision: Int, CaseIterable {
    case notZero, positive, aboveOne, aboveTwo, more
}

extension DecisionCoder {
    /// Codes a symbol, and lets the corrections of its band learn from it.
    ///
    /// - Parameters:
    ///   - symbol: −16383…16383; a reader does not look at it.
    ///   - forecast: What is foretold of it.
    /// - Returns: The symbol, and how far off what was foretold of its magnitude was, in 2⁻¹⁶.
    @inline(__always)
    mutating func code(
        symbol: Int32, as forecast: SymbolForecast
    ) -> (symbol: Int32, error: Int32) {
        let magnitude = abs(symbol)
        var errors: Int32 = 0
        @inline(__always)
        func decide(_ decision: SymbolDecision, _ yes: Bool, _ coder: inout Self) -> Bool {
            let probability = forecast.probability(decision)
            let yes = coder.code(yes ? 1 : 0, probability: probability) == 1
            let error = forecast.corrections[decision.rawValue].learn(
                yes, probability: probability, logit: forecast.logit(decision),
                forecast.nearby(decision))
            if decision != .positive { errors += error }
            return yes
        }
        guard decide(.notZero, magnitude > 0, &self) else { return (0, errors) }
        let isPositive = decide(.positive, symbol > 0, &self)
        var result: Int32 = 1
        if decide(.aboveOne, magnitude > 1, &self) {
            result = decide(.aboveTwo, magnitude > 2, &self) ? 3 : 2
        }
        if result == 3 { result = large(magnitude, more: forecast.probability(.more)) }
        return (isPositive ? result : -result, errors)
    }

    /// Codes a magnitude of 3 or more: one decision for each step, then Exp-Golomb of order 3.
    @inline(never)
    private mutating func large(_ magnitude: Int32, more: UInt32) -> Int32 {
        let stepped: Int32 = 3 + 16
        var result: Int32 = 3
        while result < stepped {
            guard code(magnitude > result ? 1 : 0, probability: more) == 1 else { return result }
            result += 1
        }
        let rest = code(golomb: UInt32(max(0, magnitude - stepped)), order: 3, most: 10) {
            coder, bit, _ in
            coder.code(bit, probability: 1 << 15)
        }
        return min(stepped + Int32(rest), BandSymbols.legal.upperBound)
    }

    /// Codes a number in Exp-Golomb form: how many groups it is beyond, at most `most`, each group
    /// twice as large as the one before, and then its place within the group. `prefix` codes whether
    /// the number is beyond a group, given the group's number. Spec cwc §7.4.1.
    @inline(__always)
    mutating func code(
        golomb number: UInt32, order: UInt32, most: Int,
        prefix: (_ coder: inout Self, _ bit: UInt8, _ group: Int) -> UInt8
    ) -> UInt32 {
        var start: UInt32 = 0
        var bits = order
        var group = 0
        while group < most, prefix(&self, number >= start + (1 << bits) ? 1 : 0, group) == 1 {
            start += 1 << bits
            bits += 1
            group += 1
        }
        var place: UInt32 = 0
        for shift in (0..<bits).reversed() {
            // A reader shows a number that may be below the group: only its bits are of use.
            let bit = UInt8((number &- start) >> shift & 1)
            place |= UInt32(code(bit, probability: 1 << 15)) << shift
        }
        return start + place
    }
}
