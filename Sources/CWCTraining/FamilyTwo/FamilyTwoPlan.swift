public import CWCNetwork

/// What a training run of family 2 does, apart from where its files are.
public struct FamilyTwoPlan: TrainingPlan, Hashable {
    public var architecture: FamilyTwoArchitecture
    public var phases: [FamilyTwoPhase]
    public var seed: UInt64
    /// Factor on the learning rate of the linear path.
    public var linearRate: Double
    /// What moves the weights of the nonlinear networks; Adam moves the rest.
    public var optimizer: Optimizer
    /// Convolutions of the nonlinear paths in bfloat16.
    public var autocast: Bool
    /// Decay of the averaged weights.
    public var averageDecay: Double
    /// Blocks of 16 × 16 pixels from which the linear path's start is computed.
    public var startBlocks: Int

    public init(
        architecture: FamilyTwoArchitecture = .lite, phases: [FamilyTwoPhase], seed: UInt64 = 1,
        linearRate: Double = 0.1, optimizer: Optimizer = .muon, autocast: Bool = true,
        averageDecay: Double = 0.999,
        startBlocks: Int = 60_000
    ) {
        self.architecture = architecture
        self.phases = phases
        self.seed = seed
        self.linearRate = linearRate
        self.optimizer = optimizer
        self.autocast = autocast
        self.averageDecay = averageDecay
        self.startBlocks = startBlocks
    }

    public init(parsing config: inout ConfigReader) throws(ConfigError) {
        architecture =
            switch try config.choice("profile", default: Profile.lite) {
            case .lite: .lite
            }
        seed = UInt64(try config.integer("seed", in: 0...Int(Int32.max), default: 1))
        linearRate = try config.number("linear_rate", in: 0...1, default: 0.1)
        optimizer = try config.choice("optimizer", default: .muon)
        autocast = try config.flag("autocast", default: true)
        averageDecay = try config.number("average_decay", in: 0...1, default: 0.999)
        startBlocks = try config.integer("start_blocks", in: 1000...10_000_000, default: 60_000)
        phases = []
        for var phase in try config.objects("phases") {
            phases.append(try FamilyTwoPhase(parsing: &phase))
            try phase.finish()
        }
        guard !phases.isEmpty else { throw config.error("phases", "must not be empty") }
    }

    /// The choice of ``optimizer``.
    public enum Optimizer: String, CaseIterable, Sendable { case adam, muon }

    private enum Profile: String, CaseIterable { case lite }

    /// Steps of all phases together.
    public var stepCount: Int { phases.reduce(0) { $0 + $1.stepCount } }

    /// The phase of a step, and the step's number within it.
    public func phase(at step: Int) -> (phase: FamilyTwoPhase, step: Int) {
        var rest = step
        for phase in phases {
            if rest < phase.stepCount { return (phase, rest) }
            rest -= phase.stepCount
        }
        preconditionFailure("step \(step) is after the last phase")
    }

    /// The learning rate at a step: that of its phase, behind a warm-up at the very start.
    public func learningRate(at step: Int) -> Double {
        let (phase, phaseStep) = phase(at: step)
        return phase.learningRate(at: phaseStep) * min(1, Double(step + 1) / 100)
    }
}

/// A stretch of training with one set of settings.
public struct FamilyTwoPhase: Hashable, Sendable {
    public var name: String
    public var stepCount: Int
    public var batchSize: Int
    /// Side of the crops, a multiple of 64.
    public var cropSide: Int
    /// Learning rates at the first and after the last step; half a cosine between them.
    public var learningRate: Double
    public var finalLearningRate: Double

    public init(
        name: String, stepCount: Int, batchSize: Int, cropSide: Int, learningRate: Double,
        finalLearningRate: Double
    ) {
        self.name = name
        self.stepCount = stepCount
        self.batchSize = batchSize
        self.cropSide = cropSide
        self.learningRate = learningRate
        self.finalLearningRate = finalLearningRate
    }

    init(parsing config: inout ConfigReader) throws(ConfigError) {
        name = try config.text("name")
        stepCount = try config.integer("steps", in: 1...100_000_000)
        batchSize = try config.integer("batch", in: 1...1024)
        cropSide = try config.integer("crop", in: 64...1024)
        guard cropSide % FamilyTwoArchitecture.hyperDownsampling == 0 else {
            throw config.error(
                "crop", "must be a multiple of \(FamilyTwoArchitecture.hyperDownsampling)")
        }
        learningRate = try config.number("learning_rate", in: 0...1)
        finalLearningRate = try config.number(
            "final_learning_rate", in: 0...1, default: learningRate)
    }

    /// The learning rate at a step of this phase.
    public func learningRate(at step: Int) -> Double {
        let falling = 0.5 * (1 + cosine(.pi * Double(step) / Double(stepCount)))
        return finalLearningRate + (learningRate - finalLearningRate) * falling
    }
}
