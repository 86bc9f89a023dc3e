public import CWCNetwork

/// Why a trained network cannot be turned into integers.
public enum QuantizationError: Error, Hashable, Sendable {
    /// Parameters or maxima are not as many as the declaration asks for.
    case wrongCount(what: String, expected: Int, actual: Int)
    /// A weight, a bias or a maximum is not finite, or a maximum is negative.
    case notFinite(what: String)
    /// A rectifier or a residual meets a tensor whose zero is not the integer 0.
    case offsetZero
    /// An output channel needs numbers that do not fit the fixed-point fields.
    case outOfRange(convolution: Int, output: Int)
    /// The integer network is refused.
    case refused(NetworkError)
}
