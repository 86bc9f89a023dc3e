public import CWCSeed
import CWCTorch

/// What a training run of the seed family does, apart from where its files are.
public struct SeedPlan: Hashable, Sendable {
    /// The networks' sizes.
    public var architecture: SeedArchitecture
    /// The phases, one after the other.
    public var phases: [SeedPhase]
    /// Seed of all random numbers.
    public var seed: UInt64
    /// What the weights begin as.
    public var start = Start.linear
    /// The code of a linear start.
    public var startCode = LinearStart.Code.gray
    /// How code logits become bits.
    public var binarization = Binarization.paper
    /// What stands for the mask's gradient.
    public var maskGradient = ImportanceMask.Gradient.window
    /// What is minimized besides the rate.
    public var distortion = Distortion.logarithmic
    /// Widths of activations in quantized phases.
    public var bits = ActivationBits(stream: 12, branch: 8)
    /// What moves the weights of the synthesis; Adam moves everything else.
    public var optimizer = ConvolutionOptimizer.adam
    /// A learned optimizer in place of Adam, which has the last word still.
    public var learnedOptimizer: LearnedOptimizerChoice?
    /// The norm to which gradients are clipped.
    public var gradientLimit = 1.0
    /// Target of the mean importance, `r₀` of the paper's rate loss.
    public var targetImportance: Double
    /// Weight of the rate loss.
    public var rateWeight: Double
    /// Range from which each picture's shift of the importance logits is drawn.
    public var shiftRange: ClosedRange<Double>
    /// Levels of the first phase are drawn as `floor(levels · u^levelExponent)`, `u` uniform.
    public var levelExponent: Double
    /// How far the levels that the importance branch learns depart from their mean.
    public var levelContrast: Double
    /// Factor on the mask's gradient.
    public var maskGradientScale: Double
    /// Share of the importance branch's gradient that reaches the features.
    public var importanceTrunkShare: Double
    /// Convolutions in bfloat16.
    public var autocast: Bool

    /// A plan from its parts; what is not among them has its usual value.
    public init(
        architecture: SeedArchitecture, phases: [SeedPhase], seed: UInt64 = 1,
        targetImportance: Double = 0.4, rateWeight: Double = 2,
        shiftRange: ClosedRange<Double> = -4...3, levelExponent: Double = 1.7,
        levelContrast: Double = 1, maskGradientScale: Double = 1,
        importanceTrunkShare: Double = 0.1, autocast: Bool = true
    ) {
        self.architecture = architecture
        self.phases = phases
        self.seed = seed
        self.targetImportance = targetImportance
        self.rateWeight = rateWeight
        self.shiftRange = shiftRange
        self.levelExponent = levelExponent
        self.levelContrast = levelContrast
        self.maskGradientScale = maskGradientScale
        self.importanceTrunkShare = importanceTrunkShare
        self.autocast = autocast
    }

    /// What is minimized besides the rate.
    public enum Distortion: String, CaseIterable, Hashable, Sendable {
        /// The mean of the logarithms of the pictures' squared errors: every rate and every picture
        /// counts alike, as in the mean PSNR by which codecs are compared.
        case logarithmic = "log"
        /// The paper's: half the sum of squares of a picture on the scale −1…1.
        case squared

        /// The loss of squared errors of pictures, means over samples in 8-bit units.
        func loss(_ errors: Tensor, cropSide: Int) throws(TorchError) -> Tensor {
            switch self {
            // The 10 keeps flat crops from dominating.
            case .logarithmic: try (errors + 10).log().mean()
            case .squared:
                try errors.mean() * (0.5 * Double(3 * cropSide * cropSide) / (127.5 * 127.5))
            }
        }
    }

    /// What the weights begin as.
    public enum Start: String, CaseIterable, Hashable, Sendable {
        /// A linear codec that is fitted to the pictures: ``LinearStart``.
        case linear
        /// Drawn numbers, as in the paper.
        case random
    }

    /// Steps of all phases together.
    public var stepCount: Int { phases.reduce(0) { $0 + $1.stepCount } }

    /// Side of the largest crops of any phase.
    public var largestCrop: Int {
        phases.filter { $0.stepCount > 0 }.map(\.cropSide).max() ?? 0
    }

    /// The phase of a step, and the step's number within it.
    public func phase(at step: Int) -> (phase: SeedPhase, step: Int) {
        var rest = step
        for phase in phases {
            if rest < phase.stepCount { return (phase, rest) }
            rest -= phase.stepCount
        }
        preconditionFailure("step \(step) is after the last phase")
    }
}
