internal import CWCFigures
public import CWCTraining

/// A configuration of `cwc-train optimizer train`: what is learned, on which problem, and how.
public struct MetaPlan: Hashable, Sendable {
    /// A sentence for people.
    public var about: String
    /// What is learned.
    public var design: OptimizerDesign
    /// What it is learned on.
    public var problem: ProblemPlan
    /// How.
    public var training: MetaTraining

    /// - Throws: The first key that is missing, unknown or has a value that makes no sense.
    public init(parsing bytes: [UInt8]) throws(ConfigError) {
        let value: JSON
        do { value = try JSON(parsing: bytes) } catch { throw ConfigError(key: "", "\(error)") }
        var config = try ConfigReader(value)
        about = try config.text("about", default: "")
        var optimizer = try config.object("optimizer")
        design = try OptimizerDesign(parsing: &optimizer)
        try optimizer.finish()
        var problem = try config.object("problem")
        self.problem = try ProblemPlan(parsing: &problem)
        try problem.finish()
        var training = try config.object("training")
        self.training = try MetaTraining(parsing: &training)
        try training.finish()
        try config.finish()
    }
}

/// How an optimizer is meta-trained.
public struct MetaTraining: Hashable, Sendable {
    /// Meta-updates in all: one for each unrolled stretch.
    public var updateCount: Int
    /// Optimizees side by side.
    public var instances: Int
    /// Steps from a start to the next one.
    public var horizon: Int
    /// Steps that the meta-gradient goes back at most; they divide the horizon.
    public var unroll: Int
    /// Of Adam, the meta-optimizer; at the end a tenth of it remains of a `cosine`.
    public var learningRate: Double
    /// How the learning rate changes.
    public var schedule: Schedule
    /// The norm to which meta-gradients are clipped.
    public var gradientLimit: Double
    /// What the meta-loss sums up.
    public var objective: Objective
    /// Meta-updates between evaluations.
    public var evaluationInterval: Int
    /// Fresh optimizees of an evaluation.
    public var evaluationInstances: Int
    /// Seed of all random numbers.
    public var seed: UInt64
    /// How it begins, where not with the losses.
    public var imitation: Imitation?
    /// Where the meta-gradient comes from, when not from backpropagation.
    public var evolution: Evolution?

    /// How the learning rate changes.
    public enum Schedule: String, CaseIterable, Hashable, Sendable {
        /// The same rate throughout.
        case constant
        /// Half a cosine down to a tenth.
        case cosine
    }

    /// What the meta-loss sums up over the steps.
    public enum Objective: String, CaseIterable, Hashable, Sendable {
        /// The losses, all with weight 1: the paper's.
        case loss
        /// The logarithms of the losses: late steps, where losses are small, count as much.
        case logarithm
    }

    /// Reads the member `training` of a configuration.
    public init(parsing config: inout ConfigReader) throws(ConfigError) {
        updateCount = try config.integer("updates", in: 1...100_000_000, default: 10_000)
        instances = try config.integer("instances", in: 1...65536, default: 1)
        horizon = try config.integer("horizon", in: 1...1_000_000, default: 100)
        unroll = try config.integer("unroll", in: 1...horizon, default: min(20, horizon))
        guard horizon % unroll == 0 else {
            throw config.error("unroll", "must divide the horizon")
        }
        learningRate = try config.number("learning_rate", in: 0...1, default: 1e-3)
        schedule = try config.choice("schedule", default: .cosine)
        gradientLimit = try config.number("gradient_limit", in: 1e-9...1e9, default: 1)
        objective = try config.choice("objective", default: .loss)
        evaluationInterval = try config.integer(
            "evaluate_every", in: 1...100_000_000, default: 1000)
        evaluationInstances = try config.integer(
            "evaluation_instances", in: 1...65536, default: 20)
        seed = UInt64(try config.integer("seed", in: 0...1 << 53, default: 1))
        if config.hasObject("imitation") {
            var imitation = try config.object("imitation")
            self.imitation = try Imitation(parsing: &imitation)
            try imitation.finish()
        }
        if config.hasObject("evolution") {
            guard unroll == horizon else {
                throw config.error("unroll", "must be the horizon under evolution")
            }
            var evolution = try config.object("evolution")
            self.evolution = try Evolution(parsing: &evolution)
            try evolution.finish()
        }
    }

    /// The learning rate of a meta-update.
    public func learningRate(at update: Int) -> Double {
        let beginning = min(imitation?.updateCount ?? 0, updateCount)
        if let imitation, update < beginning { return imitation.learningRate }
        guard schedule == .cosine else { return learningRate }
        let course = Double(update - beginning) / Double(updateCount - beginning)
        let falling = 0.5 * (1 + cosine(.pi * course))
        return learningRate * (0.1 + 0.9 * falling)
    }
}
