import CWCTorch

/// L-BFGS on the whole batch (Nocedal and Wright 2006, algorithm 7.4), with a line search by
/// halving until the loss falls enough (Armijo).
///
/// Every instance has pairs and step lengths of its own; what is not wanted of one instance is
/// multiplied by 0.
final class LimitedMemoryBFGS: Descent {
    private var pairs: [Pair] = []
    private var last: (parameters: Tensor, gradient: Tensor)?

    /// `s`, `y` and `1/sᵀy`, the last one 0 where the curvature was not positive.
    private struct Pair {
        var step: Tensor
        var change: Tensor
        var weight: Tensor
    }

    private static let history = 10
    private static let halvings = 12
    private static let sufficientDecrease = 1e-4

    func begin(instances: Int, coordinates: Int) {
        pairs = []
        last = nil
    }

    func next(
        _ parameters: Tensor, of task: [Tensor], on problem: any OptimizationProblem
    ) throws(TorchError) -> Tensor {
        let batch = try problem.wholeBatch(parameters.shape[0], of: task)
        let (losses, gradient) = try problem.slope(at: parameters, on: batch)
        return try Torch.withoutGradient { () throws(TorchError) in
            try remember(parameters, gradient)
            let direction = try direction(gradient)
            return try searched(
                from: parameters, losses, along: direction, slope: dot(direction, gradient)
            ) { (candidate) throws(TorchError) in
                try problem.losses(at: candidate, on: batch)
            }
        }
    }

    private func remember(_ parameters: Tensor, _ gradient: Tensor) throws(TorchError) {
        if let last {
            let step = try parameters - last.parameters
            let change = try gradient - last.gradient
            let curvature = try dot(step, change)
            let usable = try curvature.greater(than: 1e-10)
            let weight = try usable / curvature.apply("clamp_min", "", .number(1e-10))
            pairs.append(Pair(step: step, change: change, weight: weight))
            pairs = pairs.suffix(Self.history)
        }
        last = (parameters, gradient)
    }

    /// `−H·∇` by the two loops.
    private func direction(_ gradient: Tensor) throws(TorchError) -> Tensor {
        var result = gradient
        var shares: [Tensor] = []
        for pair in pairs.reversed() {
            let share = try pair.weight * dot(pair.step, result)
            result = try result - share * pair.change
            shares.append(share)
        }
        result = try result * initialScale(gradient)
        for (pair, share) in zip(pairs, shares.reversed()) {
            let other = try pair.weight * dot(pair.change, result)
            result = try result + pair.step * (share - other)
        }
        return try result * -1
    }

    /// `sᵀy / yᵀy` of the last pair; without one, what makes the first step of length 1 at most.
    private func initialScale(_ gradient: Tensor) throws(TorchError) -> Tensor {
        let norm = try dot(gradient, gradient).sqrt()
        let short = try (norm.apply("clamp_min", "", .number(1))).apply("reciprocal")
        guard let pair = pairs.last else { return short }
        let usable = try pair.weight.greater(than: 0)
        let squares = try dot(pair.change, pair.change).apply("clamp_min", "", .number(1e-20))
        let curved = try dot(pair.step, pair.change) / squares * usable
        return try curved + short * ((usable * -1) + 1)
    }

    private func searched(
        from parameters: Tensor, _ losses: Tensor, along direction: Tensor, slope: Tensor,
        _ loss: (Tensor) throws(TorchError) -> Tensor
    ) throws(TorchError) -> Tensor {
        let before = try losses.reshaped([-1, 1])
        var length = 1.0
        var chosen = parameters
        var open = try slope * 0 + 1
        for _ in 0..<Self.halvings {
            let candidate = try parameters + direction * length
            let bound = try before + slope * (Self.sufficientDecrease * length)
            let after = try loss(candidate).reshaped([-1, 1])
            let taken = try open * bound.greater(than: after)
            chosen = try taken.apply("gt", "Scalar", .number(0))
                .apply("where", "self", .tensor(candidate), .tensor(chosen))
            open = try open - taken
            guard try open.maximum().scalar() > 0 else { break }
            length /= 2
        }
        return chosen
    }

    /// Inner products of each instance, `[instances, 1]`.
    private func dot(_ a: Tensor, _ b: Tensor) throws(TorchError) -> Tensor {
        try (a * b).sum(over: [1], keep: true)
    }
}
