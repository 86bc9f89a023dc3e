public import CWCTorch

/// An exponential moving average of the parameters: what is validated and exported.
public final class MovingAverage {
    /// The averaged values, in the order of the parameters.
    public private(set) var tensors: [Tensor]
    private let parameters: [Tensor]
    private let decay: Double

    /// An average that begins as the parameters are.
    public init(of parameters: [Tensor], decay: Double) throws(TorchError) {
        self.parameters = parameters
        self.decay = decay
        tensors = []
        for parameter in parameters { tensors.append(try parameter.detached().copied()) }
    }

    /// Takes in the parameters after step number `step`; early steps weigh more.
    public func update(step: Int) throws(TorchError) {
        let kept = min(decay, Double(step + 1) / Double(step + 10))
        try Torch.withoutGradient { () throws(TorchError) in
            try Torch.call(
                "_foreach_lerp_", "Scalar",
                [.tensors(tensors), .tensors(parameters), .number(1 - kept)])
        }
    }

    /// Runs `body` with the averaged values in place of the parameters, then puts them back.
    public func applied<Result>(_ body: () throws -> Result) throws -> Result {
        let current = try parameters.map { try $0.detached().copied() }
        try copy(tensors, to: parameters)
        let result = Swift.Result { try body() }
        try copy(current, to: parameters)
        return try result.get()
    }

    /// Continues from a checkpoint.
    public func restore(_ values: [Tensor]) throws(TorchError) { try copy(values, to: tensors) }
}

/// Overwrites tensors in place, without recording.
package func copy(_ values: [Tensor], to targets: [Tensor]) throws(TorchError) {
    try Torch.withoutGradient { () throws(TorchError) in
        for (target, value) in zip(targets, values) {
            try Torch.call("copy_", "", [.tensor(target), .tensor(value)])
        }
    }
}
