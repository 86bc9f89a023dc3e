import CWCBitstream

/// Who says which symbol stands at a place, when it is about to be coded.
protocol SymbolSelection {
    /// The symbol to be coded.
    ///
    /// - Parameters:
    ///   - index: Its place within `[h, w, 9]`.
    ///   - given: What is there so far.
    ///   - estimate: The probabilities of its decisions.
    /// - Returns: The symbol that is coded.
    func symbol(at index: Int, given: Int16, estimate: SymbolProbabilities) -> Int32
}

/// Symbols are what they are; a reader's are not looked at.
struct FixedSymbols: SymbolSelection {
    @inline(__always)
    func symbol(at index: Int, given: Int16, estimate: SymbolProbabilities) -> Int32 {
        Int32(given)
    }
}

/// Rate–distortion-optimised quantization: of the symbols near a coefficient the one with the least
/// squared error + λ · bits. The bits are those of the very decisions that are about to be coded; what
/// a symbol does to those after it is not considered.
struct RDOQuantizer: SymbolSelection {
    /// Coefficients in 1/256 of their steps, `[h, w, 9]`.
    let coefficients: [Int32]
    let costs: BitCostTable
    let lambda: LevelLambda

    @inline(__always)
    func symbol(at index: Int, given: Int16, estimate: SymbolProbabilities) -> Int32 {
        let coefficient = coefficients[index]
        // Where zero is nearest it is also the cheapest but for rare cases.
        if abs(coefficient) <= 128 { return 0 }
        return best(coefficient, estimate, index)
    }

    @inline(never)
    private func best(_ coefficient: Int32, _ estimate: SymbolProbabilities, _ index: Int) -> Int32
    {
        let magnitude = Int64(abs(coefficient))
        let sign = costs[estimate.sign().logit, coefficient > 0]
        /// Bits of a magnitude, in 1/256.
        func bits(_ m: Int64) -> Int64 {
            guard m > 0 else { return costs[estimate.adapted(.notZero), false] }
            var sum =
                costs[estimate.adapted(.notZero), true] + sign
                + costs[estimate.adapted(.aboveOne), m > 1]
            if m > 1 { sum += costs[estimate.adapted(.aboveTwo), m > 2] }
            if m > 2 {
                // Beyond the steps it goes on as if there were more of them.
                sum +=
                    (m - 3) * costs[estimate.adapted(.more), true]
                    + costs[estimate.adapted(.more), false]
            }
            return sum
        }
        func cost(_ m: Int64) -> Int64 {
            let error = magnitude - (m << 8)
            return error * error + lambda.cost(ofBits: bits(m), at: index)
        }
        let nearest = min((magnitude + 128) >> 8, Int64(SubbandSymbols.legal.upperBound))
        var best = nearest
        var lowest = cost(nearest)
        for candidate in [nearest - 1, 0] where candidate >= 0 && candidate < best {
            let value = cost(candidate)
            if value < lowest { (best, lowest) = (candidate, value) }
        }
        return coefficient < 0 ? -Int32(best) : Int32(best)
    }
}

/// The bits that decisions cost, by the logit −128 … 127 that they are coded under, in 1/256.
struct BitCostTable {
    /// No and yes for each logit.
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
