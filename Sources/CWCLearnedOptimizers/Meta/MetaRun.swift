import CWCFigures
import CWCImageIO
public import CWCTraining

/// A meta-training in a folder, which goes on from its checkpoint.
///
/// The folder gets `config.json`, `log.tsv` (stretches, on batches), `evaluations.tsv` (fresh
/// optimizees, on test data), `checkpoint.safetensors`, and `optimizer.safetensors`: the best of the
/// evaluations.
public struct MetaRun {
    let folder: RunFolder
    let name: String
    let plan: MetaPlan
    let problem: any OptimizationProblem

    /// - Parameters:
    ///   - folder: Where its files lie.
    ///   - name: What the optimizer is called in tables; runs of other seeds have the same.
    ///   - plan: What to do.
    ///   - problem: The problem of the plan.
    public init(
        folder: RunFolder, name: String, plan: MetaPlan, problem: any OptimizationProblem
    ) {
        self.folder = folder
        self.name = name
        self.plan = plan
        self.problem = problem
    }

    /// Meta-updates between lines of the log.
    static let logInterval = 100

    private static func evaluations(in folder: RunFolder) -> String {
        folder.path + "/evaluations.tsv"
    }

    /// The file of the best optimizer of a run.
    public static func optimizer(in folder: RunFolder) -> String {
        folder.path + "/optimizer.safetensors"
    }

    /// The course of a run's evaluations: mean test loss of the steps to the horizon, by meta-update.
    public static func course(in folder: RunFolder) throws -> [(x: Double, y: Double)] {
        try Table(path: evaluations(in: folder)).points("update", "mean_loss")
    }

    /// Whether a run of this many meta-updates is done.
    public static func isDone(_ updateCount: Int, in folder: RunFolder) throws -> Bool {
        let last = try Table(path: evaluations(in: folder)).column("update").last
        return folder.hasCheckpoint && last == String(updateCount)
    }

    /// Trains to the end. `report` receives one line for people at a time.
    public func train(report: (String) -> Void) throws {
        let trainer = try MetaTrainer(plan.design, on: problem, plan.training)
        if folder.hasCheckpoint {
            let bytes = try readFile(folder.checkpoint)
            do { try trainer.restore(SafeTensors(parsing: bytes)) } catch {
                throw LogError(description: "\(folder.checkpoint): \(error)")
            }
            report("\(name): continuing from update \(trainer.update)")
        }
        var log = LogFile(path: folder.log)
        var evaluations = LogFile(path: Self.evaluations(in: folder))
        try log.drop(after: trainer.update)
        try evaluations.drop(after: trainer.update)
        try log.open(header: "update\tloss\tfirst_loss\tlast_loss\tgradient\tms_per_update")
        try evaluations.open(header: "update\tmean_loss\tlast_loss\tbest")
        if trainer.update == 0 { try evaluate(trainer, &evaluations, report: report) }
        var stretch = MetaAverages(stretches: plan.training.horizon / plan.training.unroll)
        while trainer.update < plan.training.updateCount {
            stretch.add(try trainer.advance())
            let ends = trainer.update == plan.training.updateCount
            if trainer.update % Self.logInterval == 0 || ends {
                try log.append(["\(trainer.update)"] + stretch.fields())
                stretch = MetaAverages(stretches: plan.training.horizon / plan.training.unroll)
            }
            if trainer.update % plan.training.evaluationInterval == 0 || ends {
                try evaluate(trainer, &evaluations, report: report)
                stretch.restart()
            }
        }
    }

    /// Evaluates, and keeps what the run goes on from.
    private func evaluate(
        _ trainer: MetaTrainer, _ evaluations: inout LogFile, report: (String) -> Void
    ) throws {
        let (mean, last) = try trainer.evaluate()
        if let best = trainer.best {
            let file = trainer.optimizer.file(
                best.parameters,
                notes: [
                    ("name", name), ("seed", String(plan.training.seed)),
                    ("update", String(best.update)),
                ])
            try writeFile(file.serialized(), to: Self.optimizer(in: folder))
        }
        try writeFile(trainer.checkpoint().serialized(), to: folder.checkpoint)
        try evaluations.append([
            "\(trainer.update)", fixed(mean, 4), fixed(last, 4),
            "\(trainer.best?.update == trainer.update ? 1 : 0)",
        ])
        report(
            "\(name) seed \(plan.training.seed)  \(trainer.update)/\(plan.training.updateCount)"
                + "  mean loss \(fixed(mean, 4))  at the horizon \(fixed(last, 4))")
    }
}

/// Means over the meta-updates between two lines of the log.
private struct MetaAverages {
    private var sum = 0.0
    private var count = 0
    private var norm = 0.0
    /// Sums and counts of the first and of the last stretches of episodes.
    private var ends = [(sum: 0.0, count: 0), (sum: 0.0, count: 0)]
    private let stretches: Int
    private var start = monotonicSeconds()
    private var seconds = 0.0

    init(stretches: Int) { self.stretches = stretches }

    mutating func add(_ figures: MetaTrainer.Figures) {
        sum += figures.loss
        norm += figures.gradientNorm
        count += 1
        for (index, place) in [0, stretches - 1].enumerated() where figures.stretch == place {
            ends[index].sum += figures.loss
            ends[index].count += 1
        }
        seconds += monotonicSeconds() - start
        start = monotonicSeconds()
    }

    /// Leaves out the time since the last update.
    mutating func restart() { start = monotonicSeconds() }

    func fields() -> [String] {
        let means = [(sum: sum, count: count)] + ends
        return means.map { fixed($0.sum / Double(max(1, $0.count)), 4) } + [
            fixed(norm / Double(max(1, count)), 3), fixed(1000 * seconds / Double(count), 2),
        ]
    }
}
