internal import CWCTorch

/// What integers cost under logistic distributions.
///
/// The logistic distribution has tails between those of Gauss and Laplace and a distribution
/// function that is one sigmoid. The codec uses tables by scale, fitted to what really occurs, so
/// the shape matters in training alone.
enum LogisticRate {
    /// Natural logarithm of the smallest and largest standard deviation.
    static let logScale: ClosedRange<Double> = -2.3...4.4
    /// Ratio of the logistic distribution's parameter to its standard deviation, √3 / π.
    private static let parameterRatio = 0.5513288954217921

    /// Bits of `residual` (the distance from the mean), given the log of the standard deviation:
    /// −log₂ of the mass within half a step of it.
    static func bits(_ residual: Tensor, logScale: Tensor) throws(TorchError) -> Tensor {
        let inverse =
            try (try logScale * -1).apply("exp") / parameterRatio
        // Both sides alike: on the negative side no difference of sigmoids near one is taken.
        let distance = try residual.apply("abs")
        let upper = try ((try distance * -1 + 0.5) * inverse).sigmoid()
        let lower = try ((try distance * -1 - 0.5) * inverse).sigmoid()
        let mass = try (try upper - lower).apply("clamp_min", "", .number(1e-6))
        return try mass.log() * (-1 / naturalLogarithm(2))
    }
}
