/// Why a figure is not defined for its input.
public enum MetricsError: Error, Hashable, Sendable {
    /// The shorter side of the picture has fewer pixels than the measure's windows need.
    case tooSmall(side: Int, minimum: Int)
    /// A rate–distortion curve needs two points or more.
    case tooFewPoints
    /// A rate is not above zero, a figure is not finite, or two points have the same quality.
    case unusablePoint(RatePoint)
    /// The curves share no interval of quality.
    case noOverlap
}

extension MetricsError: CustomStringConvertible {
    /// One line for people.
    public var description: String {
        switch self {
        case .tooSmall(let side, let minimum):
            "the shorter side has \(side) pixels; at least \(minimum) are needed"
        case .tooFewPoints: "a rate–distortion curve needs at least two points"
        case .unusablePoint(let point): "no curve goes through rate \(point.rate), \(point.quality)"
        case .noOverlap: "the curves share no interval of quality"
        }
    }
}
