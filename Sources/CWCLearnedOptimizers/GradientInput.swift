import CWCTorch
import CWCTraining

/// What a coordinatewise LSTM is given of a gradient.
public enum GradientInput: Hashable, Sendable {
    /// Two numbers of bounded size (Andrychowicz et al. 2016, appendix A), with `p` the range:
    /// `(log|∇| / p, sgn ∇)` where `|∇| ≥ e^−p`, else `(−1, e^p·∇)`.
    case logarithmic(range: Double)
    /// The gradient times a constant.
    case scaled(Double)

    /// Numbers of a coordinate.
    public var count: Int { if case .logarithmic = self { 2 } else { 1 } }

    /// Gradients `[…, 1, N]` as inputs `[…, count, N]`. Without branches: both cases of the logarithmic
    /// form are clamped versions of each other's formula.
    func callAsFunction(_ gradient: Tensor) throws(TorchError) -> Tensor {
        switch self {
        case .scaled(let scale): return try gradient * scale
        case .logarithmic(let range):
            // Below the smallest normal number log is clamped anyway; without it log(0) is −∞.
            let size = try gradient.apply("abs").apply("clamp_min", "", .number(1e-37))
            let logarithm = try (size.log() / range).apply("clamp_min", "", .number(-1))
            let linear = try (gradient * exponential(range)).clamped(-1, 1)
            return try logarithm.concatenated([linear], over: -2)
        }
    }
}
