public import CWCWavelet

/// What a training run of the wavelet family does, apart from where its files are.
public struct WaveletPlan: TrainingPlan, Hashable {
    /// The networks' sizes.
    public var architecture: WaveletArchitecture
    /// The phases, one after the other.
    public var phases: [WaveletPhase]
    /// Seed of all random numbers.
    public var seed: UInt64
    /// What moves the weights of convolutions; Adam moves the biases.
    public var optimizer: ConvolutionOptimizer
    /// Convolutions in bfloat16.
    public var autocast: Bool
    /// Decay of the averaged weights.
    public var averageDecay: Double
    /// How the model quantizes: what tunes differ in.
    public var quantization: SubbandQuantization
    /// What the post-filter minimizes: what tunes differ in, too.
    public var postFilterLoss: PostFilterLoss
    /// Qualities of the training crops, within 0 … 100: all for one model of every rate, a single one
    /// for a model of fixed rate.
    public var qualities: ClosedRange<Double>
    /// With what effort, 1 … 4, the encoder codes half of the batches; the other half with 1.
    public var effort: Int
    /// How often a post-filter that learns alone takes a coded crop, in the mean.
    public var reuse: Int
    /// Coded crops that are kept for it: 1.9 MB each with 256 pixels a side.
    public var poolSize: Int
    /// What learns. The two share no weights, so each can be trained without the other.
    public var learning: Set<LearningPart>

    /// A plan from its parts; without `quantization`, subbands have equal error.
    ///
    /// - Precondition: Something learns, and crops are reused only by a post-filter that learns alone.
    public init(
        architecture: WaveletArchitecture = .main, phases: [WaveletPhase], seed: UInt64 = 1,
        optimizer: ConvolutionOptimizer = .muon, autocast: Bool = true,
        averageDecay: Double = 0.999,
        quantization: SubbandQuantization? = nil, postFilterLoss: PostFilterLoss = .squared,
        qualities: ClosedRange<Double> = Self.allQualities, effort: Int = 1, reuse: Int = 1,
        poolSize: Int = Self.usualPoolSize, learning: Set<LearningPart> = Set(LearningPart.allCases)
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
    public enum LearningPart: String, CaseIterable, Sendable {
        /// The context networks and probability heads.
        case probabilities
        /// The post-filter.
        case postFilter = "post_filter"
    }

    /// A gigabyte of crops of 256 pixels a side.
    public static let usualPoolSize = 512

    /// What files can have.
    public static let allQualities = 0.0...100.0

    /// Reads a plan of the wavelet family; what is missing has the value that the models began with.
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
        learning = Set(parts.compactMap(LearningPart.init))
        guard learning.count == parts.count else {
            throw config.error("learning", "must be of 'probabilities' and 'post_filter'")
        }
        if learning.isEmpty { learning = Set(LearningPart.allCases) }
        reuse = try config.integer("reuse", in: 1...100, default: 1)
        guard reuse == 1 || learning == [.postFilter] else {
            throw config.error("reuse", "is for a post-filter that learns alone")
        }
        poolSize = try config.integer("pool", in: 1...1_000_000, default: Self.usualPoolSize)
        phases = []
        for var phase in try config.objects("phases") {
            phases.append(try WaveletPhase(parsing: &phase))
            try phase.finish()
        }
        guard !phases.isEmpty else { throw config.error("phases", "must not be empty") }
        guard postFilterLoss == .squared || phases.allSatisfy({ $0.cropSide >= 192 }) else {
            throw config.error(
                "post_filter_loss", "\(postFilterLoss) needs crops of 192 pixels or more")
        }
    }

    /// What the post-filter minimizes.
    public enum PostFilterLoss: String, CaseIterable, Sendable {
        /// Squared error in quantization steps, relative to that of the picture before the filter.
        case squared
        /// 1 − MS-SSIM, likewise, and the squared error; for crops of 192 pixels or more.
        case msssim
        /// The errors that SSIMULACRA2 counts, likewise, and the squared error; for crops of 192 pixels
        /// or more.
        case ssimulacra2
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

/// A phase of training: so many steps with one set of settings.
public struct WaveletPhase: Hashable, Sendable {
    /// A name for the log.
    public var name: String
    /// Steps that it takes.
    public var stepCount: Int
    /// Crops of a step.
    public var batchSize: Int
    /// Side of the crops, a multiple of 64.
    public var cropSide: Int
    /// The learning rate at the first step.
    public var learningRate: Double
    /// That after the last step; half a cosine leads there.
    public var finalLearningRate: Double

    /// A phase from its parts.
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
        postFilterBlocks = try config.integer(
            "post_filter_blocks", in: 0...16, default: postFilterBlocks)
    }
}
