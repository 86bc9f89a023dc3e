/// A phase of training: so many steps with one set of settings.
public struct SeedPhase: Hashable, Sendable {
    /// A name for the log.
    public var name: String
    /// What the networks learn from.
    public var objective: Objective
    /// Steps that it takes.
    public var stepCount: Int
    /// Crops of a step.
    public var batchSize: Int
    /// Side of the crops, a multiple of 8.
    public var cropSide: Int
    /// The learning rate, to be changed by the schedule.
    public var learningRate: Double
    /// Factor on the learning rate of features and codes; 0 keeps the bits as they are while the
    /// synthesis learns to read them.
    public var analysisRate: Double
    /// Factor on the learning rate of the importance branch.
    public var importanceRate: Double
    /// How the learning rate changes within the phase.
    public var schedule = Schedule.cosine
    /// Whether the networks run as the codec's integers.
    public var isQuantized = false

    /// A phase from its parts, in floating point.
    public init(
        name: String, objective: Objective, stepCount: Int, batchSize: Int, cropSide: Int,
        learningRate: Double, analysisRate: Double, importanceRate: Double = 1
    ) {
        self.name = name
        self.objective = objective
        self.stepCount = stepCount
        self.batchSize = batchSize
        self.cropSide = cropSide
        self.learningRate = learningRate
        self.analysisRate = analysisRate
        self.importanceRate = importanceRate
    }

    /// What the networks learn from.
    public enum Objective: String, CaseIterable, Hashable, Sendable {
        /// Distortion with all planes kept: the paper's first stage.
        case whole
        /// Distortion with one level for all positions of a picture, drawn anew for each.
        case uniform
        /// The levels that measured distortions ask for: the importance branch alone.
        case measuredLevels = "levels"
        /// Distortion and rate with the importance map.
        case map

        /// Whether the networks as they are after such a phase have a map to send.
        var usesMap: Bool { self == .measuredLevels || self == .map }
    }

    /// How the learning rate changes within a phase.
    public enum Schedule: String, CaseIterable, Hashable, Sendable {
        /// A warm-up of 100 steps, then half a cosine down to one twentieth.
        case cosine
        /// The same rate throughout: the paper's stages.
        case constant
    }

    /// The learning rate at a step of this phase.
    public func learningRate(at step: Int) -> Double {
        if schedule == .constant { return learningRate }
        let warmUp = min(1, Double(step + 1) / 100)
        let falling = 0.5 * (1 + cosine(.pi * Double(step) / Double(max(1, stepCount))))
        return learningRate * warmUp * (0.05 + 0.95 * falling)
    }
}

extension SeedPhase {
    init(parsing config: inout ConfigReader) throws(ConfigError) {
        let objective: Objective = try config.choice("objective")
        let side = try config.integer("crop", in: 8...4096, default: 128)
        guard side % 8 == 0 else { throw config.error("crop", "must be a multiple of 8") }
        self.init(
            name: try config.text("name", default: objective.rawValue), objective: objective,
            stepCount: try config.integer("steps", in: 0...1_000_000_000),
            batchSize: try config.integer("batch", in: 1...65536, default: 4), cropSide: side,
            learningRate: try config.number("learning_rate", in: 0...1),
            analysisRate: try config.number("analysis_rate", in: 0...1, default: 1),
            importanceRate: try config.number("importance_rate", in: 0...1, default: 1))
        schedule = try config.choice("schedule", default: schedule)
        isQuantized = try config.flag("quantized", default: isQuantized)
        guard !isQuantized || objective != .measuredLevels else {
            throw config.error("quantized", "is not for the objective 'levels'")
        }
    }
}
