public import CWCTorch
import CWCTraining

/// A contest of optimizers: the same fresh instances and the same batches for each of them.
public struct OptimizerEvaluation {
    let problem: any OptimizationProblem
    let instances: Int
    let stepCount: Int
    let recordedSteps: Set<Int>
    let seed: UInt64

    /// A contest on fresh instances, which follow from the seed.
    public init(
        _ problem: any OptimizationProblem, instances: Int, stepCount: Int, recordedSteps: [Int],
        seed: UInt64
    ) {
        self.problem = problem
        self.instances = instances
        self.stepCount = stepCount
        self.recordedSteps = Set(recordedSteps)
        self.seed = seed
    }

    /// Who takes part.
    public enum Contestant {
        case learned(LearnedOptimizer)
        case classic(ClassicRule, learningRate: Double)
        case limitedMemoryBFGS

        fileprivate var descent: any Descent {
            switch self {
            case .learned(let optimizer): LearnedRule(optimizer)
            case .classic(let rule, let rate): ClassicDescent(rule, learningRate: rate)
            case .limitedMemoryBFGS: LimitedMemoryBFGS()
            }
        }
    }

    /// The test losses of a contestant, from the beginning on.
    public func curve(of contestant: Contestant) throws(TorchError) -> OptimizationCurve {
        Torch.seed(seed)
        let descent = contestant.descent
        var parameters = try problem.start(instances)
        let task = try problem.task(instances)
        let test = try problem.testBatch(instances, of: task)
        var curve = OptimizationCurve()
        func record(_ step: Int) throws(TorchError) {
            let losses = try Torch.withoutGradient { () throws(TorchError) in
                try problem.losses(at: parameters, on: test).floats()
            }
            curve.append(step: step, losses: losses.map(Double.init))
        }
        try record(0)
        try Torch.withoutGradient { () throws(TorchError) in
            try descent.begin(instances: instances, coordinates: problem.parameterCount)
        }
        var seconds = 0.0
        for step in 1...stepCount {
            let start = monotonicSeconds()
            parameters = try descent.next(parameters, of: task, on: problem)
            seconds += monotonicSeconds() - start
            if recordedSteps.contains(step) { try record(step) }
        }
        curve.millisecondsPerStep = 1000 * seconds / Double(stepCount)
        return curve
    }

    /// The learning rates that are tried: about three to a decade.
    public static let learningRates = [
        1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1, 3,
    ]

    /// Tries a classic rule's learning rates.
    ///
    /// - Returns: The mean loss after the last step for each rate: infinite where an instance
    ///   diverged.
    public func trials(of rule: ClassicRule) throws(TorchError) -> [(rate: Double, loss: Double)] {
        try Self.learningRates.map { (rate) throws(TorchError) in
            let last = try curve(of: .classic(rule, learningRate: rate)).points.last
            guard let last, last.divergedCount == 0 else { return (rate, .infinity) }
            return (rate, last.mean)
        }
    }
}
