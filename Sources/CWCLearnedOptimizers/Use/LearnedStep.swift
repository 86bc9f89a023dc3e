import CWCImageIO
public import CWCTorch
public import CWCTraining

/// A learned optimizer that trains a task's networks, under a guard that hands over to Adam.
///
/// All parameters together are one optimizee. The state is about 330 bytes a parameter, and so are
/// the numbers of a step: models of a few million parameters are what it is for.
public final class LearnedStep: ParameterOptimizer {
    let optimizer: LearnedOptimizer
    private let parameters: [Tensor]
    private var state: LearnedOptimizer.State
    private(set) var lossGuard: LossGuard
    /// Factor on the update of each parameter; one with factor 0 stays as it is.
    public var rateFactors: [Double]

    /// - Parameters:
    ///   - choice: Which optimizer, and how long a loss may rise.
    ///   - parameters: What it trains.
    /// - Throws: That the file cannot be read or is none of an optimizer.
    public init(_ choice: LearnedOptimizerChoice, _ parameters: [Tensor]) throws(TorchError) {
        let bytes: [UInt8]
        do { bytes = try readFile(choice.path) } catch { throw TorchError("\(error)") }
        do throws(TorchError) {
            optimizer = try LearnedOptimizer(SafeTensors(parsing: bytes))
        } catch { throw TorchError("\(choice.path): \(error)") }
        guard case .none = optimizer.design.memory else {
            throw TorchError("\(choice.path): has a memory, which networks are too large for")
        }
        self.parameters = parameters
        rateFactors = [Double](repeating: 1, count: parameters.count)
        state = try optimizer.begin(
            instances: 1, coordinates: parameters.reduce(0) { $0 + $1.count })
        lossGuard = LossGuard(patience: choice.patience)
    }

    /// Whether Adam has taken over.
    public var hasGivenUp: Bool { lossGuard.hasGivenUp }

    /// Takes the loss of a step; says whether it has risen for too long.
    public func observe(loss: Double) -> Bool { lossGuard.observe(loss) }

    /// Parameters without a gradient stay, as under Adam; the optimizer sees zeros.
    public func step() throws(TorchError) -> Tensor {
        try Torch.withoutGradient { () throws(TorchError) in
            var flat: [Tensor] = []
            var factors = rateFactors
            for (index, parameter) in parameters.enumerated() {
                let own = parameter.gradient
                if own == nil { factors[index] = 0 }
                let gradient = if let own { own } else { try Tensor.zeros(like: parameter) }
                flat.append(try gradient.to(.float).reshaped([1, -1]))
                parameter.clearGradient()
            }
            let gradient = try flat[0].concatenated(Array(flat.dropFirst()), over: 1)
            let norm = try gradient.square().sum().sqrt()
            guard try norm.scalar().isFinite else { return norm }
            let update = try optimizer.step(gradient, &state)
            var place = 0
            for (parameter, factor) in zip(parameters, factors) {
                let part = try update.narrowed(1, from: place, count: parameter.count)
                place += parameter.count
                guard factor > 0 else { continue }
                try Torch.call(
                    "add_", "Tensor",
                    [
                        .tensor(parameter), .tensor(part.reshaped(parameter.shape)),
                        .number(factor),
                    ])
            }
            return norm
        }
    }

    // MARK: Checkpoints

    private static let prefix = "learned.state"
    private static let noteName = "learned_guard"

    /// Adds the state and what the guard has seen to a checkpoint.
    public func add(to checkpoint: inout SafeTensors) {
        checkpoint.tensors += state.tensors.enumerated().map { ("\(Self.prefix)\($0)", $1) }
        checkpoint.metadata.append((Self.noteName, lossGuard.note))
    }

    /// Continues from a checkpoint.
    public func restore(_ checkpoint: SafeTensors) throws(TorchError) {
        var tensors: [Tensor] = []
        for (index, own) in state.tensors.enumerated() {
            guard let tensor = checkpoint["\(Self.prefix)\(index)"], tensor.shape == own.shape
            else { throw TorchError("the checkpoint has no state of the learned optimizer") }
            tensors.append(try tensor.like(own))
        }
        state = state.replacing(tensors)
        let note = checkpoint.note(Self.noteName) ?? ""
        guard let restored = LossGuard(patience: lossGuard.patience, note: note) else {
            throw TorchError("the checkpoint has no '\(Self.noteName)'")
        }
        lossGuard = restored
    }
}
