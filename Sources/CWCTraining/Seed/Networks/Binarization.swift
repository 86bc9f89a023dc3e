import CWCTorch

/// How code logits become bits, and what stands for the gradient of that step.
public enum Binarization: String, CaseIterable, Hashable, Sendable {
    /// The paper's: a sigmoid, then ``Binarizer``.
    case paper
    /// Plain straight-through on the logit, clipped: 1/2 where the logit is within ±1, else 0.
    case clipped
    /// Bits drawn with the sigmoid as probability of a one; the gradient is the sigmoid's.
    case stochastic

    /// Bits, 0 or 1, of logits of any shape. Outside training bits are never drawn.
    func bits(_ logits: Tensor, isTraining: Bool) throws(TorchError) -> Tensor {
        switch self {
        case .paper: try Binarizer()(logits.sigmoid())
        case .clipped: try ClippedBinarizer()(logits)
        case .stochastic:
            isTraining
                ? try StochasticBinarizer()(logits.sigmoid())
                : try logits.greater(than: 0)
        }
    }
}

/// A step at 0 with the gradient of `clip((x + 1) / 2, 0, 1)`.
struct ClippedBinarizer: DifferentiableFunction {
    func forward(_ input: Tensor) throws(TorchError) -> Tensor { try input.greater(than: 0) }

    func backward(_ gradient: Tensor, at input: Tensor) throws(TorchError) -> Tensor {
        let inside = try input.clamped(-1, 1).apply("eq", "Tensor", .tensor(input))
        return try gradient * inside.like(gradient) * 0.5
    }
}

/// A one with the probability that the input says; the mean of the output is the input, and so is
/// the gradient's.
///
/// Draws come from torch's generator.
struct StochasticBinarizer: DifferentiableFunction {
    func forward(_ input: Tensor) throws(TorchError) -> Tensor {
        try input.greater(than: input.apply("rand_like"))
    }

    func backward(_ gradient: Tensor, at input: Tensor) throws(TorchError) -> Tensor { gradient }
}
