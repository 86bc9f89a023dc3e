public import CWCTorch

/// The paper's binarizer: `B(e) = 1` where `e > 0.5`, else 0.
///
/// The step has no useful gradient. Backward uses that of the proxy `clip(e, 0, 1)`: 1 where
/// `0 ≤ e ≤ 1`, 0 elsewhere (Li et al. 2018, section 3.2).
public struct Binarizer: DifferentiableFunction {
    /// The binarizer.
    public init() {}

    /// Bits, 0 or 1.
    public func forward(_ input: Tensor) throws(TorchError) -> Tensor {
        try input.greater(than: 0.5)
    }

    /// The gradient of the proxy.
    public func backward(_ gradient: Tensor, at input: Tensor) throws(TorchError) -> Tensor {
        let inside = try input.apply("clamp", "", .number(0), .number(1))
            .apply("eq", "Tensor", .tensor(input))
        return try gradient * inside.like(gradient)
    }
}
