import CWCNetwork
public import CWCWavelet

/// What a training run of family 2 does, apart from where its files are.
public struct WaveletPlan: TrainingPlan, Hashable {
    public var architecture: WaveletArchitecture
    public var phases: [WaveletPhase]
    public var seed: UInt64
    /// What moves the weights of convolutions; Adam moves the biases.
    public var optimizer: ConvolutionOptimizer
    /// Convolutions in bfloat16.
    public var autocast: Bool
    /// Decay of the averaged weights.
    public var averageDecay: Double
    /// What the tunes of a model differ in: how it quantizes, and what mending is judged by.
    public var quantization: SubbandQuantization
    public var postFilterLoss: PostFilterLoss
    /// Qualities of the training crops, within 0 … 100: all for one model of every rate, a single one
    /// for a model of fixed rate.
    public var qualities: ClosedRange<Double>
    /// With what effort, 1 … 4, the encoder chooses the symbols of half of the batches; with 1 of the
    /// others.
    public var effort: Int
    /// How often mending that learns alone takes a coded crop, in the mean.
    public var reuse: Int
    /// Coded crops that are kept for it: 1.9 MB each with 256 pixels a side.
    public var poolSize: Int
    /// What learns. The two share no weights, so each can be trained without the other.
    public var learning: Set<Part>

    public init(
        architecture: WaveletArchitecture = .main, phases: [WaveletPhase], seed: UInt64 = 1,
        optimizer: ConvolutionOptimizer = .muon, autocast: Bool = true,
        averageDecay: Double = 0.999,
        quantization: SubbandQuantization? = nil, postFilterLoss: PostFilterLoss = .squared,
        qualities: ClosedRange<Double> = Self.allQualities, effort: Int = 1, reuse: Int = 1,
        poolSize: Int = Self.usualPoolSize, learning: Set<Part> = Set(Part.allCases)
    ) {
        self.architecture = architecture
        self.phases = phases
        self.seed = seed
        self.optimizer = optimizer
        self.autocast = autocast
        self.averageDecay = averageDecay
        self.quantization =
            quantization ?? SubbandQuantization(weights: .even(levels: architecture.levels))
        self.postFilterLoss = postFilterLoss
        self.qualities = qualities
        self.effort = effort
        precondition(reuse == 1 || learning == [.postFilter], "symbols are learned from once")
        self.reuse = reuse
        self.poolSize = poolSize
        precondition(!learning.isEmpty, "nothing to learn")
        self.learning = learning
    }

    /// A part of a model that can learn for itself.
    public enum Part: String, CaseIterable, Sendable { case probabilities, postFilter }

    /// A gigabyte of crops of 256 pixels a side.
    public static let usualPoolSize = 512

    /// What files can have.
    public static let allQualities = 0.0...100.0

    public init(parsing config: inout ConfigReader) throws(ConfigError) {
        architecture =
            switch try config.choice("profile", default: Profile.main) {
            case .main: .main
            case .lite: .lite
            }
        var networks = try config.object("networks")
        try architecture.change(parsing: &networks)
        try networks.finish()
        seed = UInt64(try config.integer("seed", in: 0...Int(Int32.max), default: 1))
        optimizer = try config.choice("optimizer", default: .muon)
        autocast = try config.choice("precision", default: Precision.bfloat16) == .bfloat16
        averageDecay = try config.number("average_decay", in: 0...1, default: 0.999)
        var weights = try config.object("subband_weights")
        let masking = try config.number("masking", in: 0...4, default: 0)
        quantization = SubbandQuantization(
            weights: try SubbandWeights(parsing: &weights, levels: architecture.levels),
            masking: Int((masking * 16).rounded()))
        postFilterLoss = try config.choice("post_filter_loss", default: .squared)
        let ends = try config.numbers("qualities", in: Self.allQualities, default: [0, 100])
        guard ends.count == 2, ends[0] <= ends[1] else {
            throw config.error("qualities", "must be the lowest and the highest")
        }
        qualities = ends[0]...ends[1]
        effort = try config.integer("effort", in: 1...4, default: 1)
        let parts = try config.texts("learning")
        learning = Set(parts.compactMap(Part.init))
        guard learning.count == parts.count else {
            throw config.error("learning", "must be of 'probabilities' and 'postFilter'")
        }
        if learning.isEmpty { learning = Set(Part.allCases) }
        reuse = try config.integer("reuse", in: 1...100, default: 1)
        guard reuse == 1 || learning == [.postFilter] else {
            throw config.error("reuse", "is for postFilter that learns alone")
        }
        poolSize = try config.integer("pool", in: 1...1_000_000, default: Self.usualPoolSize)
        phases = []
        for var phase in try config.objects("phases") {
            phases.append(try WaveletPhase(parsing: &phase))
            try phase.finish()
        }
        guard !phases.isEmpty else { throw config.error("phases", "must not be empty") }
        guard postFilterLoss == .squared || phases.allSatisfy({ $0.cropSide >= 192 }) else {
            throw config.error("post_filter_loss", "msssim needs crops of 192 pixels or more")
        }
    }

    /// What the mended picture is judged by.
    public enum PostFilterLoss: String, CaseIterable, Sendable {
        /// Squared error in quantization steps, against that of the picture before it is mended.
        case squared
        /// 1 − MS-SSIM, likewise, beside the squared error; crops of 192 pixels or more.
        case msssim
    }

    private enum Precision: String, CaseIterable { case bfloat16, float32 }

    private enum Profile: String, CaseIterable { case main, lite }

    /// Steps of all phases together.
    public var stepCount: Int { phases.reduce(0) { $0 + $1.stepCount } }

    /// Side of the largest training crops, in pixels.
    public var largestCrop: Int { phases.map(\.cropSide).max() ?? 0 }

    /// The phase of a step, and the step's number within it.
    public func phase(at step: Int) -> (phase: WaveletPhase, step: Int) {
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
public struct WaveletPhase: Hashable, Sendable {
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
        let unit = WaveletArchitecture.main.downsampling
        guard cropSide % unit == 0 else {
            throw config.error("crop", "must be a multiple of \(unit)")
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

extension WaveletArchitecture {
    /// Reads what a configuration has otherwise than its profile.
    fileprivate mutating func change(parsing config: inout ConfigReader) throws(ConfigError) {
        func widths(_ name: String, _ usual: [Int]) throws(ConfigError) -> [Int] {
            let widths = try config.numbers(name, in: 1...1024, default: usual.map(Double.init))
                .compactMap { Int(exactly: $0) }
            guard widths.count == levels else {
                throw config.error(name, "must be \(levels) whole numbers")
            }
            return widths
        }
        contextWidths = try widths("context_widths", contextWidths)
        headWidths = try widths("head_widths", headWidths)
        postFilterBlocks = try config.integer("post_filter_blocks", in: 0...16, default: postFilterBlocks)
    }
}
