import CWCTorch
import CWCTraining

/// The optimizers that people designed, with their usual constants; the learning rate is tuned.
public enum ClassicRule: String, CaseIterable, Hashable, Sendable {
    /// Plain stochastic gradient descent.
    case sgd
    /// Nesterov's accelerated gradient, momentum 0.9.
    case nag
    /// RMSprop, decay 0.99.
    case rmsprop
    /// Adam, β 0.9 and 0.999.
    case adam
}

/// A classic rule at a learning rate, on flat parameters of many instances.
final class ClassicDescent: GradientRule {
    private let rule: ClassicRule
    private let learningRate: Double
    private var first: Tensor?
    private var second: Tensor?
    private var steps = 0

    private static let momentum = 0.9
    private static let (rmspropDecay, adamDecay) = (0.99, 0.999)
    private static let epsilon = 1e-8

    init(_ rule: ClassicRule, learningRate: Double) {
        self.rule = rule
        self.learningRate = learningRate
    }

    func begin(instances: Int, coordinates: Int) throws(TorchError) {
        first = try zeros([instances, coordinates])
        second = first
        steps = 0
    }

    func update(_ gradient: Tensor) throws(TorchError) -> Tensor {
        guard let first, let second else { preconditionFailure("begin() comes first") }
        steps += 1
        let count = Double(steps)
        switch rule {
        case .sgd: return try gradient * -learningRate
        case .nag:
            let velocity = try first * Self.momentum + gradient
            self.first = velocity
            return try (gradient + velocity * Self.momentum) * -learningRate
        case .rmsprop:
            let squares = try mixed(second, gradient.square(), Self.rmspropDecay)
            self.second = squares
            return try gradient / (squares.sqrt() + Self.epsilon) * -learningRate
        case .adam:
            let mean = try mixed(first, gradient, Self.momentum)
            let squares = try mixed(second, gradient.square(), Self.adamDecay)
            (self.first, self.second) = (mean, squares)
            let root = try (squares / (1 - raise(Self.adamDecay, to: count))).sqrt()
            let rate = learningRate / (1 - raise(Self.momentum, to: count))
            return try mean / (root + Self.epsilon) * -rate
        }
    }

    private func mixed(_ old: Tensor, _ new: Tensor, _ decay: Double) throws(TorchError) -> Tensor {
        try old.apply("lerp", "Scalar", .tensor(new), .number(1 - decay))
    }
}
