public import CWCTorch

/// Adam (Kingma and Ba 2015), unfused: a few operations over the list of all parameters.
///
/// The fused form updates silently wrongly on the CPU when weight and gradient differ in strides,
/// so it is not used.
public final class Adam {
    public var learningRate: Double
    /// Factor on the learning rate of each parameter; a parameter with factor 0 stays as it is.
    public var rateFactors: [Double]
    public let beta1: Double
    public let beta2: Double
    public let epsilon: Double
    private let parameters: [Tensor]
    private var firstMoments: [Tensor]
    private var secondMoments: [Tensor]
    /// Steps taken so far.
    public private(set) var stepCount = 0

    public init(
        _ parameters: [Tensor], learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999,
        epsilon: Double = 1e-8
    ) throws(TorchError) {
        self.parameters = parameters
        self.learningRate = learningRate
        rateFactors = [Double](repeating: 1, count: parameters.count)
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        firstMoments = []
        secondMoments = []
        for parameter in parameters {
            firstMoments.append(try Tensor.zeros(like: parameter.detached()))
            secondMoments.append(try Tensor.zeros(like: parameter.detached()))
        }
    }

    /// Scales all gradients so that their common norm is at most `limit`, updates the parameters,
    /// and clears the gradients. Parameters without a gradient stay as they are.
    ///
    /// - Returns: the norm before scaling, one element; nothing is updated when it is not finite.
    @discardableResult
    public func step(clippingTo limit: Double = .infinity) throws(TorchError) -> Tensor {
        try Torch.withoutGradient { () throws(TorchError) in
            let active = parameters.indices.filter {
                rateFactors[$0] > 0 && parameters[$0].gradient != nil
            }
            let gradients = active.compactMap { parameters[$0].gradient }
            defer { for parameter in parameters { parameter.clearGradient() } }
            guard !gradients.isEmpty else { return try Tensor([Float(0)]) }

            let norms = try Torch.call("_foreach_norm", "Scalar", [.tensors(gradients)])
            let total = try norms[0].reshaped([1])
                .concatenated(
                    norms.dropFirst().map { (n) throws(TorchError) in
                        try n.reshaped([1])
                    }, over: 0
                )
                .square().sum().sqrt()
            let norm = try total.scalar()
            guard norm.isFinite else { return total }
            if norm > limit {
                try Torch.call(
                    "_foreach_mul_", "Scalar", [.tensors(gradients), .number(limit / norm)])
            }

            stepCount += 1
            let first = active.map { firstMoments[$0] }
            let second = active.map { secondMoments[$0] }
            try Torch.call(
                "_foreach_lerp_", "Scalar",
                [.tensors(first), .tensors(gradients), .number(1 - beta1)])
            try Torch.call("_foreach_mul_", "Scalar", [.tensors(second), .number(beta2)])
            try Torch.call(
                "_foreach_addcmul_", "Scalar",
                [
                    .tensors(second), .tensors(gradients), .tensors(gradients),
                    .number(1 - beta2),
                ])
            let correction1 = 1 - raise(beta1, to: Double(stepCount))
            let correction2 = 1 - raise(beta2, to: Double(stepCount))
            let roots = try Torch.call("_foreach_sqrt", "", [.tensors(second)])
            try Torch.call(
                "_foreach_div_", "Scalar", [.tensors(roots), .number(correction2.squareRoot())])
            try Torch.call("_foreach_add_", "Scalar", [.tensors(roots), .number(epsilon)])
            for factor in Set(rateFactors).sorted() where factor > 0 {
                let group = active.indices.filter { rateFactors[active[$0]] == factor }
                guard !group.isEmpty else { continue }
                try Torch.call(
                    "_foreach_addcdiv_", "Scalar",
                    [
                        .tensors(group.map { parameters[active[$0]] }),
                        .tensors(group.map { first[$0] }), .tensors(group.map { roots[$0] }),
                        .number(-learningRate * factor / correction1),
                    ])
            }
            return total
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
            firstMoments[index] = first
            secondMoments[index] = second
        }
        self.stepCount = stepCount
    }
}
