import CWCFigures
import CWCTraining

/// A file of results on one problem: rows of steps of curves, one curve for each optimizer, seed
/// and problem.
public struct ResultTable {
    private let path: String

    /// A table that need not be there yet.
    public init(path: String) { self.path = path }

    /// Who made a curve.
    public struct Source: Hashable, Sendable {
        /// Name of the optimizer.
        public var optimizer: String
        /// The seed of the meta-training; empty for the classic ones.
        public var seed: String
        /// The tuned learning rate; empty for those that have none.
        public var learningRate: String

        /// A source from its parts.
        public init(optimizer: String, seed: String = "", learningRate: String = "") {
            self.optimizer = optimizer
            self.seed = seed
            self.learningRate = learningRate
        }
    }

    /// A row.
    public struct Row: Hashable, Sendable {
        /// Name of the problem.
        public var problem: String
        /// Who made the curve.
        public var source: Source
        /// The curve at the row's step.
        public var point: OptimizationCurve.Point
        /// Mean of the losses of steps 1 to this one; nil where steps between were left out.
        public var meanSoFar: Double?
        /// Wall time of a step of all instances.
        public var millisecondsPerStep: Double
    }

    private static let header = [
        "problem", "optimizer", "seed", "learning_rate", "step", "mean", "standard_error", "median",
        "mean_so_far", "diverged", "instances", "ms_per_step",
    ]

    /// The steps that a file keeps of `stepCount`; up to the horizon all are measured.
    static func keptSteps(_ stepCount: Int, horizon: Int) -> [Int] {
        (0...stepCount).filter { step in
            switch step {
            case ...10: true
            case ...20: step % 2 == 0
            case ...horizon: step % 5 == 0
            default: step % 20 == 0
            }
        }
    }

    /// Steps that must be measured for them.
    public static func measuredSteps(_ stepCount: Int, horizon: Int) -> [Int] {
        Array(1...min(horizon, stepCount))
            + keptSteps(stepCount, horizon: horizon).filter { $0 > horizon }
    }

    /// Whether there is a curve of this optimizer and seed already.
    public func holds(problem: String, optimizer: String, seed: String) throws -> Bool {
        try rows().contains {
            $0.problem == problem && $0.source.optimizer == optimizer && $0.source.seed == seed
        }
    }

    /// Appends a curve.
    public func append(
        _ curve: OptimizationCurve, problem: String, source: Source, horizon: Int
    ) throws {
        var log = LogFile(path: path)
        try log.open(header: Self.header.joined(separator: "\t"))
        let last = curve.points.last?.step ?? 0
        for step in Self.keptSteps(last, horizon: horizon) {
            guard let point = curve[step: step] else { continue }
            try log.append([
                problem, source.optimizer, source.seed, source.learningRate, "\(step)",
                fixed(point.mean, 5), fixed(point.standardError, 5), fixed(point.median, 5),
                (1...horizon).contains(step) ? fixed(curve.meanLoss(upTo: step), 5) : "",
                "\(point.divergedCount)", "\(point.instanceCount)",
                fixed(curve.millisecondsPerStep, 2),
            ])
        }
    }

    /// Appends what learning rates of a classic rule gave to a file of its own.
    public static func appendTrials(
        _ trials: [(rate: Double, loss: Double)], of rule: ClassicRule, problem: String,
        to path: String
    ) throws {
        var log = LogFile(path: path)
        try log.open(header: "problem\toptimizer\tlearning_rate\tloss")
        for trial in trials {
            try log.append([problem, rule.rawValue, "\(trial.rate)", fixed(trial.loss, 5)])
        }
    }

    /// All rows of the file; none without one.
    public func rows() throws -> [Row] {
        let table = try Table(path: path)
        let columns = Self.header.map { table.column($0) }
        guard let steps = columns.first(where: { !$0.isEmpty })?.indices else { return [] }
        return steps.compactMap { index in
            func text(_ name: String) -> String {
                let column = Self.header.firstIndex(of: name).map { columns[$0] } ?? []
                return column.indices.contains(index) ? column[index] : ""
            }
            guard let step = Int(text("step")), let mean = Double(text("mean")),
                let error = Double(text("standard_error")), let median = Double(text("median")),
                let diverged = Int(text("diverged")), let count = Int(text("instances"))
            else { return nil }
            return Row(
                problem: text("problem"),
                source: Source(
                    optimizer: text("optimizer"), seed: text("seed"),
                    learningRate: text("learning_rate")),
                point: OptimizationCurve.Point(
                    step: step, mean: mean, standardError: error, median: median,
                    divergedCount: diverged, instanceCount: count),
                meanSoFar: Double(text("mean_so_far")),
                millisecondsPerStep: Double(text("ms_per_step")) ?? 0)
        }
    }
}
