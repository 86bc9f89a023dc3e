/// The test losses of many instances along a minimization.
public struct OptimizationCurve: Hashable, Sendable {
    /// The instances at one step.
    public struct Point: Hashable, Sendable {
        /// Steps done.
        public var step: Int
        /// Mean of the losses that are finite; NaN without any.
        public var mean: Double
        /// The standard error of the mean; 0 for a single loss.
        public var standardError: Double
        /// Median of all, losses that are not finite counting as the largest.
        public var median: Double
        /// Instances whose loss is not finite or is above the one that they began with.
        public var divergedCount: Int
        /// Instances in all.
        public var instanceCount: Int
    }

    /// The recorded steps, ascending.
    public private(set) var points: [Point] = []
    /// Wall time of a step of all instances, testing left out, in milliseconds.
    public var millisecondsPerStep = 0.0
    private var first: [Double] = []

    /// A curve without points.
    public init() {}

    /// Adds the losses of all instances at a step; the first call gives those at the beginning.
    public mutating func append(step: Int, losses: [Double]) {
        if points.isEmpty { first = losses }
        let finite = losses.filter(\.isFinite)
        let count = Double(finite.count)
        let mean = finite.reduce(0, +) / count
        let squares = finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let sorted = losses.map { $0.isFinite ? $0 : .infinity }.sorted()
        let middle = sorted.count / 2
        points.append(
            Point(
                step: step, mean: mean,
                standardError: finite.count > 1 ? (squares / (count - 1) / count).squareRoot() : 0,
                median: sorted.count % 2 == 1
                    ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2,
                divergedCount: zip(losses, first).count { !($0 <= $1) },
                instanceCount: losses.count))
    }

    /// The point of a step, if it was recorded.
    public subscript(step step: Int) -> Point? { points.first { $0.step == step } }

    /// Mean of the recorded means of steps 1 to `last`; infinite where there was a step without any
    /// finite loss.
    public func meanLoss(upTo last: Int) -> Double {
        let means = points.filter { (1...last).contains($0.step) }.map(\.mean)
        let sum = means.reduce(0, +) / Double(means.count)
        return sum.isFinite ? sum : .infinity
    }
}
