import CWCTorch
import CWCTraining

/// Meta-training that begins with a classic rule to follow (Chen et al. 2020).
///
/// Where all small steps look best, as at a plateau, the meta-gradient of the losses holds an
/// optimizer back that cannot do anything yet. One that has learned to do what a classic rule does
/// begins beyond.
public struct Imitation: Hashable, Sendable {
    /// The rule to follow.
    public var rule: ClassicRule
    /// The rule's learning rate.
    public var ruleRate: Double
    /// Meta-updates at the beginning of a meta-training, each over a whole episode.
    public var updateCount: Int
    /// Of the meta-optimizer meanwhile.
    public var learningRate: Double

    /// Reads the member `imitation` of a `training`.
    init(parsing config: inout ConfigReader) throws(ConfigError) {
        rule = try config.choice("rule")
        ruleRate = try config.number("rate", in: 1e-9...1e3)
        updateCount = try config.integer("updates", in: 0...100_000_000)
        learningRate = try config.number("learning_rate", in: 0...1, default: 3e-3)
    }
}

extension MetaTrainer {
    /// Runs one episode that the rule leads; the optimizer sees its gradients.
    ///
    /// - Returns: The squared distance of the optimizer's steps from the rule's, as a part of the
    ///   latter's squares, and the mean of the losses.
    func imitate(_ imitation: Imitation) throws(TorchError) -> (Tensor, Double) {
        let rule = ClassicDescent(imitation.rule, learningRate: imitation.ruleRate)
        try rule.begin(instances: training.instances, coordinates: problem.parameterCount)
        var episode = try freshEpisode()
        var steps: [Tensor] = []
        var updates: [Tensor] = []
        var losses: [Tensor] = []
        for _ in 0..<training.horizon {
            let update = try Torch.withoutGradient { () throws(TorchError) in
                try rule.update(episode.gradient)
            }
            steps.append(try optimizer.step(episode.gradient, &episode.state))
            updates.append(update)
            try move(&episode, by: update)
            losses.append(episode.losses)
        }
        let target = try joined(updates)
        let distance = try (joined(steps) - target).square().sum()
        return (
            try distance / (target.square().sum() + 1e-12), try joined(losses).mean().scalar()
        )
    }
}
