import CWCTorch

/// What symbols cost as binary decisions with given probabilities.
struct SymbolCost {
    /// Logits `[N, 5·B, h, w]` of yes, the decisions outside, and −ln of the probability of no.
    private let logits: Tensor
    private let no: Tensor

    /// The cost under the logits of a level's subbands.
    init(_ logits: Tensor) throws(TorchError) {
        self.logits = logits
        no = try logits.apply("softplus")
    }

    /// Bits of each picture's symbols `[N, B, h, w]`: `[N]`.
    func bits(_ symbols: Tensor) throws(TorchError) -> Tensor {
        try nats(symbols).sum(over: [1, 2, 3]) / naturalLogarithm(2)
    }

    /// Of the symbols near each coefficient (the nearest, one less, none), the one whose squared
    /// error and λ times whose bits sum to the least; λ in squared steps a bit, `[N, 1, h, w]` or one
    /// number. Coefficients `[N, B, h, w]` are in steps.
    func cheapest(_ coefficients: Tensor, lambda: Tensor) throws(TorchError) -> Tensor {
        let sign = try coefficients.apply("sign")
        let magnitude = try coefficients.apply("abs")
        let lambdaPerNat = try lambda / naturalLogarithm(2)
        func cost(_ candidate: Tensor) throws(TorchError) -> Tensor {
            try (magnitude - candidate).square() + nats(candidate * sign) * lambdaPerNat
        }
        let nearest = try (magnitude + 0.5).floor()
        var best = nearest
        var lowest = try cost(best)
        for candidate in try [(nearest - 1).rectified(), nearest * 0] {
            let value = try cost(candidate)
            let isBetter = try lowest.greater(than: value)
            best = try best + isBetter * (candidate - best)
            lowest = try lowest + isBetter * (value - lowest)
        }
        return try best * sign
    }

    /// Natural logarithms of what each symbol costs, `[N, B, h, w]`. A decision that an earlier one
    /// has settled costs nothing.
    private func nats(_ symbols: Tensor) throws(TorchError) -> Tensor {
        let subbands = symbols.shape[1]
        func part(_ tensor: Tensor, _ decision: Int) throws(TorchError) -> Tensor {
            try tensor.narrowed(1, from: decision * subbands, count: subbands)
        }
        /// −ln of the probability of `outcome`, 0 or 1.
        func nats(_ decision: Int, _ outcome: Tensor) throws(TorchError) -> Tensor {
            try part(no, decision) - outcome * part(logits, decision)
        }
        let magnitude = try symbols.apply("abs")
        let nonzero = try magnitude.greater(than: 0)
        let aboveOne = try magnitude.greater(than: 1)
        let aboveTwo = try magnitude.greater(than: 2)
        var total = try nats(0, nonzero)
        total = try total + nonzero * nats(1, symbols.greater(than: 0))
        total = try total + nonzero * nats(2, aboveOne)
        total = try total + aboveOne * nats(3, aboveTwo)
        // Above two, a 1 for each further step and a 0 at the end.
        let further = try (magnitude - 3).rectified()
        let stop = try part(no, 4)
        let tail = try stop + further * (stop - part(logits, 4))
        return try total + aboveTwo * tail
    }
}
