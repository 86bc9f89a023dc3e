public import CWCTorch

/// `f(θ) = ‖Wθ − y‖²` with W and y drawn from the standard normal distribution for each instance,
/// θ beginning there as well (Andrychowicz et al. 2016, section 3.1).
///
/// W is square and invertible but for a set of measure zero: the least loss is 0.
public struct QuadraticProblem: OptimizationProblem {
    /// `n`, the dimensions of θ.
    public let parameterCount: Int

    /// Quadratics of so many dimensions.
    public init(dimensions: Int = 10) { parameterCount = dimensions }

    /// θ from the standard normal distribution.
    public func start(_ instances: Int) throws(TorchError) -> Tensor {
        try .normal([instances, parameterCount])
    }

    /// W and y of each instance.
    public func task(_ instances: Int) throws(TorchError) -> [Tensor] {
        [
            try .normal([instances, parameterCount, parameterCount]),
            try .normal([instances, parameterCount, 1]),
        ]
    }

    // The function has no noise: every batch is the function.
    /// The function: it has no noise, so every batch is all of it.
    public func batch(_ instances: Int, of task: [Tensor]) throws(TorchError) -> [Tensor] { task }
    /// The function, again.
    public func testBatch(_ instances: Int, of task: [Tensor]) throws(TorchError) -> [Tensor] {
        task
    }
    /// The function, again.
    public func wholeBatch(_ instances: Int, of task: [Tensor]) throws(TorchError) -> [Tensor] {
        task
    }

    /// `‖Wθ − y‖²` of each instance.
    public func losses(at parameters: Tensor, on batch: [Tensor]) throws(TorchError) -> Tensor {
        let column = try parameters.reshaped([-1, parameterCount, 1])
        let error = try batch[0].apply("bmm", "", .tensor(column)) - batch[1]
        return try error.square().sum(over: [1, 2])
    }
}
