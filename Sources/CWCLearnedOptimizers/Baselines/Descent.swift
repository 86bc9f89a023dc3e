import CWCTorch

/// A method that minimizes a problem's instances side by side, one step at a time.
protocol Descent: AnyObject {
    /// Forgets what was, before the first step on fresh instances.
    func begin(instances: Int, coordinates: Int) throws(TorchError)

    /// The parameters after one more step, `[instances, n]`.
    func next(
        _ parameters: Tensor, of task: [Tensor], on problem: any OptimizationProblem
    ) throws(TorchError) -> Tensor
}

/// A method that needs nothing but the gradient of one batch a step.
protocol GradientRule: Descent {
    /// What to add to the parameters. Runs without recording.
    func update(_ gradient: Tensor) throws(TorchError) -> Tensor
}

extension GradientRule {
    func next(
        _ parameters: Tensor, of task: [Tensor], on problem: any OptimizationProblem
    ) throws(TorchError) -> Tensor {
        let batch = try problem.batch(parameters.shape[0], of: task)
        let gradient = try problem.slope(at: parameters, on: batch).gradient
        return try Torch.withoutGradient { () throws(TorchError) in
            try parameters + update(gradient)
        }
    }
}

/// A learned optimizer as a method.
final class LearnedRule: GradientRule {
    private let optimizer: LearnedOptimizer
    private var state: LearnedOptimizer.State?

    init(_ optimizer: LearnedOptimizer) { self.optimizer = optimizer }

    func begin(instances: Int, coordinates: Int) throws(TorchError) {
        state = try optimizer.begin(instances: instances, coordinates: coordinates)
    }

    func update(_ gradient: Tensor) throws(TorchError) -> Tensor {
        guard var next = state else { preconditionFailure("begin() comes first") }
        let update = try optimizer.step(gradient, &next)
        state = next
        return update
    }
}
