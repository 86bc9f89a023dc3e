import CWCWavelet

/// Who says which symbol stands at a place, when it is about to be coded.
protocol SymbolChoice {
    /// The symbol to be coded.
    ///
    /// - Parameters:
    ///   - index: Its place within `[h, w, 9]`.
    ///   - given: What is there so far.
    ///   - forecast: What is foretold of it.
    /// - Returns: The symbol that is coded.
    func symbol(at index: Int, given: Int16, forecast: SymbolForecast) -> Int32
}

/// Symbols are what they are; a reader's are not looked at.
struct GivenSymbols: SymbolChoice {
    @inline(__always)
    func symbol(at index: Int, given: Int16, forecast: SymbolForecast) -> Int32 {
        Int32(given)
    }
}

/// Symbols are chosen by rate and distortion: of those near the coefficient the one whose squared
/// error and bits, weighed, cost least. The bits are those of the very decisions that are about to
/// be coded; what a symbol does to those after it is not considered.
struct CheapestSymbols: SymbolChoice {
    /// Coefficients in 1/256 of their steps, `[h, w, 9]`.
    let targets: [Int32]
    let costs: DecisionCosts
    let prices: LevelPrices

    @inline(__always)
    func symbol(at index: Int, given: Int16, forecast: SymbolForecast) -> Int32 {
        let target = targets[index]
        // Where zero is nearest it is also the cheapest but for rare cases.
        if abs(target) <= 128 { return 0 }
        return choose(target, forecast, index)
    }

    @inline(never)
    private func choose(_ target: Int32, _ forecast: SymbolForecast, _ index: Int) -> Int32 {
        let magnitude = Int64(abs(target))
        let sign = costs[forecast.corrected(.positive), target > 0]
        /// Bits of a magnitude, in 1/256.
        func bits(_ m: Int64) -> Int64 {
            guard m > 0 else { return costs[forecast.corrected(.notZero), false] }
            var sum =
                costs[forecast.corrected(.notZero), true] + sign
                + costs[forecast.corrected(.aboveOne), m > 1]
            if m > 1 { sum += costs[forecast.corrected(.aboveTwo), m > 2] }
            if m > 2 {
                // Beyond the steps it goes on as if there were more of them.
                sum +=
                    (m - 3) * costs[forecast.corrected(.more), true]
                    + costs[forecast.corrected(.more), false]
            }
            return sum
        }
        func price(_ m: Int64) -> Int64 {
            let error = magnitude - (m << 8)
            return error * error + prices.cost(ofBits: bits(m), at: index)
        }
        let nearest = min((magnitude + 128) >> 8, Int64(BandSymbols.legal.upperBound))
        var best = nearest
        var lowest = price(nearest)
        for candidate in [nearest - 1, 0] where candidate >= 0 && candidate < best {
            let value = price(candidate)
            if value < lowest { (best, lowest) = (candidate, value) }
        }
        return target < 0 ? -Int32(best) : Int32(best)
    }
}

/// What decisions cost, by the output −128 … 127 of a head, in 1/256 of a bit.
struct DecisionCosts {
    /// No and yes for each output.
    private let values: [Int64]

    init(_ probabilities: [UInt16]) {
        values = probabilities.flatMap { probability in
            [65536 - UInt64(probability), UInt64(probability)].map {
                Int64((16 << 8) - binaryLogarithm($0, digits: 8))
            }
        }
    }

    @inline(__always)
    subscript(logit: Int, yes: Bool) -> Int64 { values[2 * (logit + 128) + (yes ? 1 : 0)] }
}
