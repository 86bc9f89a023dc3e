public import CWCTorch
import CWCTraining

/// Meta-trains an optimizer: each update unrolls a stretch of an episode and goes down the gradient
/// of the losses along it. A plan can begin with an ``Imitation``, and can have the gradient estimated
/// by ``Evolution`` instead of as follows.
///
/// With `θ_{t+1} = θ_t + g_t` and second derivatives dropped, the meta-loss `Σ f(θ_t)` of a stretch
/// has the same gradient as `Σ_s ⟨g_s, Σ_{t>s} ∇f(θ_t)⟩` with the gradients held fixed. Those are
/// the very ones that the optimizer is given next, so the graph needs no loss at all: it holds the
/// optimizer's own steps and nothing else.
public final class MetaTrainer {
    /// How it trains.
    public let training: MetaTraining
    /// What it trains.
    public let optimizer: LearnedOptimizer
    let problem: any OptimizationProblem
    let adam: Adam
    var random: TrainingRandom
    var episode: Episode?
    /// Meta-updates done.
    public internal(set) var update = 0
    /// The best evaluation so far, and the parameters that had it.
    public internal(set) var best: Best?

    /// A stretch of optimization, from fresh parameters to the horizon.
    struct Episode {
        var step: Int
        var parameters: Tensor
        var task: [Tensor]
        /// At the parameters, on the batch that was drawn for them.
        var losses: Tensor
        var gradient: Tensor
        var state: LearnedOptimizer.State
    }

    /// Parameters that were evaluated.
    public struct Best {
        /// Mean of the test losses of steps 1 to the horizon.
        public var score: Double
        /// Meta-updates that had been done.
        public var update: Int
        var parameters: [Tensor]
    }

    /// What a meta-update reports.
    public struct Figures: Sendable {
        /// Mean loss of the stretch's steps, on batches.
        public var loss: Double
        /// Which stretch of its episode it was, from 0.
        public var stretch: Int
        /// Norm of the meta-gradient before clipping.
        public var gradientNorm: Double
    }

    /// A fresh meta-training.
    public init(
        _ design: OptimizerDesign, on problem: any OptimizationProblem, _ training: MetaTraining
    ) throws(TorchError) {
        self.problem = problem
        self.training = training
        random = TrainingRandom(seed: training.seed)
        Torch.seed(random.next())
        optimizer = try LearnedOptimizer(design)
        adam = try Adam(optimizer.parameters.map(\.tensor), learningRate: 0)
    }

    /// One meta-update.
    public func advance() throws(TorchError) -> Figures {
        // What torch draws follows from this state alone, so that a checkpoint is one number.
        Torch.seed(random.next())
        defer { update += 1 }
        if let imitation = training.imitation, update < imitation.updateCount {
            let (distance, meanLoss) = try imitate(imitation)
            return Figures(loss: meanLoss, stretch: 0, gradientNorm: try descend(distance))
        }
        if let evolution = training.evolution {
            let (loss, meanLoss) = try evolve(evolution)
            return Figures(loss: meanLoss, stretch: 0, gradientNorm: try descend(loss))
        }
        var episode = try currentEpisode()
        let stretch = episode.step / training.unroll
        let (loss, meanLoss) = try unroll(&episode)
        let norm = try descend(loss)
        episode.state = try episode.state.detached()
        // An optimizee that blew up has nothing more to teach.
        self.episode = meanLoss.isFinite && norm.isFinite ? episode : nil
        return Figures(loss: meanLoss, stretch: stretch, gradientNorm: norm)
    }

    /// Moves the optimizer down the gradient of `loss`; returns its norm before clipping.
    private func descend(_ loss: Tensor) throws(TorchError) -> Double {
        try loss.backward()
        adam.learningRate = training.learningRate(at: update)
        return try adam.step(clippingTo: training.gradientLimit).scalar()
    }

    private func currentEpisode() throws(TorchError) -> Episode {
        if let episode, episode.step < training.horizon { return episode }
        return try freshEpisode()
    }

    /// An episode at its start.
    func freshEpisode() throws(TorchError) -> Episode {
        let parameters = try problem.start(training.instances)
        let task = try problem.task(training.instances)
        let (losses, gradient) = try problem.slope(
            at: parameters, on: problem.batch(training.instances, of: task))
        return Episode(
            step: 0, parameters: parameters, task: task, losses: losses, gradient: gradient,
            state: try optimizer.begin(
                instances: training.instances, coordinates: problem.parameterCount))
    }

    /// Runs one stretch; returns what has the meta-loss's gradient, and the mean of the losses.
    func unroll(_ episode: inout Episode) throws(TorchError) -> (Tensor, Double) {
        var updates: [Tensor] = []
        var slopes: [Tensor] = []
        var losses: [Tensor] = []
        for _ in 0..<training.unroll {
            let step = try optimizer.step(episode.gradient, &episode.state)
            updates.append(step)
            try move(&episode, by: step.detached())
            losses.append(episode.losses)
            slopes.append(try weighted(episode.gradient, episode.losses))
        }
        episode.step += training.unroll
        // From the last step backwards: what an update does to all losses behind it.
        for index in slopes.indices.dropLast().reversed() {
            slopes[index] = try slopes[index] + slopes[index + 1]
        }
        let product = try joined(updates) * joined(slopes)
        return (
            try product.sum() / Double(training.instances), try joined(losses).mean().scalar()
        )
    }

    /// Moves the optimizees, and looks at their losses on a new batch.
    func move(_ episode: inout Episode, by update: Tensor) throws(TorchError) {
        episode.parameters = try episode.parameters + update
        (episode.losses, episode.gradient) = try problem.slope(
            at: episode.parameters, on: problem.batch(training.instances, of: episode.task))
    }

    private func weighted(_ gradient: Tensor, _ losses: Tensor) throws(TorchError) -> Tensor {
        guard training.objective == .logarithm else { return gradient }
        return try gradient / losses.reshaped([-1, 1])
    }

    func joined(_ tensors: [Tensor]) throws(TorchError) -> Tensor {
        try tensors[0].concatenated(Array(tensors.dropFirst()), over: 0)
    }

    /// Evaluates the optimizer on fresh optimizees, always the same ones, and keeps it if it is the
    /// best so far.
    ///
    /// - Returns: The mean of the test losses of steps 1 to the horizon, and that at the horizon.
    public func evaluate() throws(TorchError) -> (mean: Double, last: Double) {
        let evaluation = OptimizerEvaluation(
            problem, instances: training.evaluationInstances, stepCount: training.horizon,
            recordedSteps: Array(1...training.horizon), seed: Self.evaluationSeed)
        let curve = try evaluation.curve(of: .learned(optimizer))
        let mean = curve.meanLoss(upTo: training.horizon)
        let last = curve.points.last?.mean ?? .infinity
        if mean.isFinite, mean < best?.score ?? .infinity {
            best = Best(
                score: mean, update: update,
                parameters: try optimizer.parameters.map { (parameter) throws(TorchError) in
                    try parameter.tensor.detached().copied()
                })
        }
        return (mean, last)
    }

    /// Not a seed that results are measured with.
    static let evaluationSeed: UInt64 = 0x5EED_0001
}
