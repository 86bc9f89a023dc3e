public import CWCTorch

/// What an optimizer minimizes: a family of functions of `n` parameters, of which many members,
/// *instances*, are looked at side by side.
///
/// Everything that is drawn comes from torch's generator.
public protocol OptimizationProblem {
    /// `n`.
    var parameterCount: Int { get }

    /// Parameters to begin with, `[instances, n]`.
    func start(_ instances: Int) throws(TorchError) -> Tensor

    /// What instances differ in for as long as they are minimized, besides their parameters; the
    /// first dimension of each tensor is the instance.
    func task(_ instances: Int) throws(TorchError) -> [Tensor]

    /// Data of one step.
    func batch(_ instances: Int, of task: [Tensor]) throws(TorchError) -> [Tensor]

    /// The data that results are measured on, never part of a batch; all batches are alike.
    func testBatch(_ instances: Int, of task: [Tensor]) throws(TorchError) -> [Tensor]

    /// A fixed large batch, for methods that need the same function at every step.
    func wholeBatch(_ instances: Int, of task: [Tensor]) throws(TorchError) -> [Tensor]

    /// The loss of each instance, `[instances]`, at parameters `[instances, n]`.
    func losses(at parameters: Tensor, on batch: [Tensor]) throws(TorchError) -> Tensor
}

extension OptimizationProblem {
    /// Instances that differ in nothing but their parameters.
    public func task(_ instances: Int) throws(TorchError) -> [Tensor] { [] }

    /// Losses `[instances]` and gradients `[instances, n]`, both cut off from the parameters' past:
    /// instances share nothing, so the gradient of the sum is that of each.
    func slope(
        at parameters: Tensor, on batch: [Tensor]
    ) throws(TorchError) -> (losses: Tensor, gradient: Tensor) {
        let leaf = try parameters.detached()
        try leaf.requireGradient()
        let losses = try losses(at: leaf, on: batch)
        try losses.sum().backward()
        guard let gradient = leaf.gradient else {
            throw TorchError("the loss does not depend on the parameters")
        }
        return (try losses.detached(), gradient)
    }
}

/// Cuts flat parameters `[instances, n]` into the tensors that a network is made of.
struct ParameterCutter {
    private let parameters: Tensor
    private var place = 0

    init(_ parameters: Tensor) { self.parameters = parameters }

    /// The next `shape` numbers of each instance, as `[instances] + shape`.
    mutating func next(_ shape: [Int]) throws(TorchError) -> Tensor {
        let count = shape.reduce(1, *)
        defer { place += count }
        return try parameters.narrowed(1, from: place, count: count)
            .reshaped([parameters.shape[0]] + shape)
    }
}
