import CWCTorch
import CWCTraining

/// A meta-gradient that no derivative is needed for: that of the losses smoothed over optimizers
/// nearby (evolution strategies, Salimans et al. 2017; for learned optimizers Metz et al. 2019).
///
/// Behind a binarizer the slopes that an optimizee reports are a proxy's and not those of its loss.
/// Backpropagation makes the meta-gradient of these slopes; what is compared here are losses.
public struct Evolution: Hashable, Sendable {
    /// Pairs of optimizers that are tried at each meta-update, on either side of the present one.
    public var pairCount: Int
    /// Standard deviation of how far their weights are from its.
    public var deviation: Double

    /// Reads the member `evolution` of a `training`.
    init(parsing config: inout ConfigReader) throws(ConfigError) {
        pairCount = try config.integer("pairs", in: 1...65536)
        deviation = try config.number("deviation", in: 1e-9...1e3)
    }
}

extension MetaTrainer {
    /// Runs whole episodes of pairs of optimizers, both of a pair from the same starts and on the
    /// same batches.
    ///
    /// - Returns: What has the estimate as its gradient, and the mean of the losses.
    func evolve(_ evolution: Evolution) throws(TorchError) -> (Tensor, Double) {
        let parameters = optimizer.parameters.map(\.tensor)
        let pairs = evolution.pairCount
        let noise = try parameters.map { (parameter) throws(TorchError) in
            try Tensor.normal([pairs] + parameter.shape)
        }
        let crowd = try zip(parameters, noise).map { (parameter, noise) throws(TorchError) in
            let change = try noise * evolution.deviation
            let own = try parameter.detached()
            return try (change + own).concatenated([(change * -1) + own], over: 0)
        }
        let losses = try meanLosses(of: LearnedOptimizer(crowd: crowd, of: optimizer.design))
        let weights = try Tensor(
            Self.bounded(zip(losses[..<pairs], losses[pairs...]).map(-)), shape: [1, pairs])
        var loss = try Tensor([0])
        for (parameter, noise) in zip(parameters, noise) {
            let slope = try weights.multiplied(noise.reshaped([pairs, -1]))
            let product = try parameter * slope.reshaped(parameter.shape)
            loss = try loss + product.sum() / (2 * evolution.deviation * Double(pairs))
        }
        let finite = losses.filter(\.isFinite)
        return (loss, Double(finite.reduce(0, +)) / Double(finite.count))
    }

    /// What the meta-loss counts for each of a crowd, over an episode: half of the crowd begins at
    /// the same places as the other half.
    private func meanLosses(of crowd: LearnedOptimizer) throws(TorchError) -> [Float] {
        let half = crowd.crowd[0] / 2 * training.instances
        func doubled(_ tensor: Tensor) throws(TorchError) -> Tensor {
            try tensor.concatenated([tensor], over: 0)
        }
        let task = try problem.task(half)
        var parameters = try doubled(problem.start(half))
        var state = try crowd.begin(instances: 2 * half, coordinates: problem.parameterCount)
        var sum = try zeros([2 * half])
        for step in 0...training.horizon {
            let (losses, gradient) = try problem.slope(
                at: parameters, on: problem.batch(half, of: task).map(doubled))
            if step > 0 { sum = try sum + (training.objective == .loss ? losses : losses.log()) }
            guard step < training.horizon else { break }
            parameters = try parameters + crowd.step(gradient, &state)
        }
        return try
            (sum.reshaped([-1, training.instances]).mean(over: [1])
            / Double(training.horizon)).floats()
    }

    /// Differences, none of them further from 0 than three times the median, so that one optimizer
    /// that blew up does not outweigh all others.
    static func bounded(_ differences: [Float]) -> [Float] {
        let sizes = differences.map { $0.isFinite ? $0.magnitude : .infinity }.sorted()
        let limit = max(3 * sizes[sizes.count / 2], .leastNormalMagnitude)
        guard limit.isFinite else { return differences.map { _ in 0 } }
        return differences.map { $0.isNaN ? 0 : max(-limit, min($0, limit)) }
    }
}
