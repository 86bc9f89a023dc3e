public import CWCTorch

/// Adam (Kingma and Ba 2015) over the list of all parameters.
///
/// There are two forms with the same result. The plain one is a few operations over all tensors; it
/// reads the norm back to the host. The fused one is one operation that decides on the device, so
/// that a GPU never waits for the host. Torch's fused form updates silently wrongly where weight
/// and gradient differ in their order in memory, so it is used only where they agree.
public final class Adam {
    /// The learning rate of the next step.
    public var learningRate: Double
    /// Factor on the learning rate of each parameter; a parameter with factor 0 stays as it is.
    public var rateFactors: [Double]
    /// Decay of the first moments.
    public let beta1: Double
    /// Decay of the second moments.
    public let beta2: Double
    /// What keeps the division from zero.
    public let epsilon: Double
    let parameters: [Tensor]
    let firstMoments: [Tensor]
    let secondMoments: [Tensor]
    private let prefersFused: Bool
    /// Updates so far, one element, on the device of the parameters.
    let steps: Tensor
    private var knownSteps: Int?

    /// An optimizer of `parameters`, which keep their order in memory.
    ///
    /// The fused form is used where it is right if `prefersFused`; nil means where there is a GPU.
    public init(
        _ parameters: [Tensor], learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999,
        epsilon: Double = 1e-8, prefersFused: Bool? = nil
    ) throws(TorchError) {
        self.parameters = parameters
        self.learningRate = learningRate
        rateFactors = [Double](repeating: 1, count: parameters.count)
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        var moments: [Tensor] = []
        for parameter in parameters + parameters {
            moments.append(try Tensor.zeros(like: parameter.detached()))
        }
        firstMoments = Array(moments.prefix(parameters.count))
        secondMoments = Array(moments.dropFirst(parameters.count))
        self.prefersFused = prefersFused ?? (Torch.cudaDeviceCount > 0)
        let zero = try Tensor([Float(0)])
        steps = if let first = parameters.first { try zero.like(first.detached()) } else { zero }
        knownSteps = 0
    }

    /// Updates so far. On a GPU this waits for it.
    public var stepCount: Int {
        get throws(TorchError) {
            if let knownSteps { return knownSteps }
            return Int(try steps.scalar())
        }
    }

    /// Scales all gradients so that their common norm is at most `limit`, updates the parameters,
    /// and clears the gradients. Parameters without a gradient stay as they are.
    ///
    /// - Returns: The norm before scaling, one element; nothing is updated when it is not finite.
    @discardableResult
    public func step(clippingTo limit: Double = .infinity) throws(TorchError) -> Tensor {
        try Torch.withoutGradient { () throws(TorchError) in
            let active = parameters.indices.filter {
                rateFactors[$0] > 0 && parameters[$0].gradient != nil
            }
            let gradients = active.compactMap { parameters[$0].gradient }
            defer { for parameter in parameters { parameter.clearGradient() } }
            guard !gradients.isEmpty else { return try Tensor([Float(0)]) }
            let norm = try norm(of: gradients)
            if prefersFused, zip(active, gradients).allSatisfy({ agree(parameters[$0], $1) }) {
                try stepFused(active, gradients, norm, limit: limit)
            } else {
                try stepPlain(active, gradients, norm, limit: limit)
            }
            return norm
        }
    }

    private func norm(of gradients: [Tensor]) throws(TorchError) -> Tensor {
        let norms = try Torch.call("_foreach_norm", "Scalar", [.tensors(gradients)])
        return try norms[0].reshaped([1])
            .concatenated(
                norms.dropFirst().map { (n) throws(TorchError) in try n.reshaped([1]) }, over: 0
            )
            .square().sum().sqrt()
    }

    /// Whether two tensors lie in memory in the same order.
    private func agree(_ a: Tensor, _ b: Tensor) -> Bool { a.strides == b.strides }

    private func stepPlain(
        _ active: [Int], _ gradients: [Tensor], _ norm: Tensor, limit: Double
    ) throws(TorchError) {
        let norm = try norm.scalar()
        guard norm.isFinite else { return }
        if norm > limit {
            try Torch.call(
                "_foreach_mul_", "Scalar", [.tensors(gradients), .number(limit / norm)])
        }
        let count = try stepCount + 1
        knownSteps = count
        try Torch.call("add_", "Scalar", [.tensor(steps), .number(1)])
        let first = active.map { firstMoments[$0] }
        let second = active.map { secondMoments[$0] }
        try Torch.call(
            "_foreach_lerp_", "Scalar",
            [.tensors(first), .tensors(gradients), .number(1 - beta1)])
        try Torch.call("_foreach_mul_", "Scalar", [.tensors(second), .number(beta2)])
        try Torch.call(
            "_foreach_addcmul_", "Scalar",
            [.tensors(second), .tensors(gradients), .tensors(gradients), .number(1 - beta2)])
        let correction1 = 1 - raise(beta1, to: Double(count))
        let correction2 = 1 - raise(beta2, to: Double(count))
        let roots = try Torch.call("_foreach_sqrt", "", [.tensors(second)])
        try Torch.call(
            "_foreach_div_", "Scalar", [.tensors(roots), .number(correction2.squareRoot())])
        try Torch.call("_foreach_add_", "Scalar", [.tensors(roots), .number(epsilon)])
        for (factor, group) in groups(of: active) {
            try Torch.call(
                "_foreach_addcdiv_", "Scalar",
                [
                    .tensors(group.map { parameters[active[$0]] }),
                    .tensors(group.map { first[$0] }), .tensors(group.map { roots[$0] }),
                    .number(-learningRate * factor / correction1),
                ])
        }
    }

    /// Clipping and the check of the norm happen on the device: gradients are divided by the excess
    /// of the norm over the limit, and a norm that is not finite makes the operation do nothing.
    private func stepFused(
        _ active: [Int], _ gradients: [Tensor], _ norm: Tensor, limit: Double
    ) throws(TorchError) {
        let isFinite = try norm.apply("isfinite").to(.float).reshaped([1])
        let isBad = try (isFinite * -1) + 1
        let excess = try (norm.reshaped([1]) / limit).apply("clamp", "", .number(1))
        try Torch.call("add_", "Tensor", [.tensor(steps), .tensor(isFinite)])
        knownSteps = nil
        for (factor, group) in groups(of: active) {
            let members = group.map { active[$0] }
            try Torch.call(
                "_fused_adam_", "",
                [
                    .tensors(members.map { parameters[$0] }),
                    .tensors(group.map { gradients[$0] }),
                    .tensors(members.map { firstMoments[$0] }),
                    .tensors(members.map { secondMoments[$0] }), .tensors([]),
                    .tensors(members.map { _ in steps }), .number(learningRate * factor),
                    .number(beta1), .number(beta2), .number(0), .number(epsilon), .flag(false),
                    .flag(false), .tensor(excess), .tensor(isBad),
                ])
        }
    }

    /// Positions within `active` by their rate factor.
    private func groups(of active: [Int]) -> [(factor: Double, positions: [Int])] {
        Set(rateFactors).sorted().compactMap { factor in
            let positions = active.indices.filter { rateFactors[active[$0]] == factor }
            return factor > 0 && !positions.isEmpty ? (factor, positions) : nil
        }
    }

    /// The optimizer's memory with names, for checkpoints: moments in the order of the parameters.
    public func state(names: [String]) -> [(name: String, tensor: Tensor)] {
        zip(names, firstMoments).map { ("adam.first.\($0)", $1) }
            + zip(names, secondMoments).map { ("adam.second.\($0)", $1) }
    }

    /// Continues from a checkpoint.
    public func restore(
        stepCount: Int, names: [String], from tensors: [String: Tensor]
    ) throws(TorchError) {
        for (index, name) in names.enumerated() {
            guard let first = tensors["adam.first.\(name)"],
                let second = tensors["adam.second.\(name)"]
            else { throw TorchError("the checkpoint has no optimizer state of \(name)") }
            // Copied, so that they keep the order in memory that the parameters have.
            try copy([first, second], to: [firstMoments[index], secondMoments[index]])
        }
        knownSteps = stepCount
        try copy([Tensor([Float(stepCount)])], to: [steps])
    }
}
