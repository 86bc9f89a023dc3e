@testable import CWCLearnedOptimizers
@testable import CWCTraining

extension GradientInput {
    /// What the LSTM is given of one number, by the formula as it is printed.
    func values(_ gradient: Double) -> [Double] {
        switch self {
        case .scaled(let scale): return [gradient * scale]
        case .logarithmic(let range):
            guard gradient.magnitude >= exponential(-range) else {
                return [-1, exponential(range) * gradient]
            }
            return [naturalLogarithm(gradient.magnitude) / range, gradient < 0 ? -1 : 1]
        }
    }
}
