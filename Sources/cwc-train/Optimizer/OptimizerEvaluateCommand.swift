import ArgumentParser
import CWCFigures
import CWCImageIO
import CWCLearnedOptimizers
internal import CWCToolSupport
import CWCTraining

struct OptimizerEvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Minimize fresh instances of problems, and append the losses to a table.",
        discussion: """
            All optimizers get the same instances and batches. Learning rates of the classic ones \
            are tuned for each problem on other instances. What the table has already is left out.
            """)

    @Argument(help: "Problems, JSON: the member 'problem' of a configuration each.")
    var problems: [String]

    @Option(name: .shortAndLong, help: "The table to append to.")
    var output: String

    @Option(parsing: .upToNextOption, help: "Tar archives, folders and pictures.")
    var data: [String] = []

    @Option(parsing: .upToNextOption, help: "Folders of trainings, or files of their optimizers.")
    var learned: [String] = []

    @Flag(help: "Also SGD, NAG, RMSprop, Adam and L-BFGS.")
    var classic = false

    @Option(help: "A table for the losses of the learning rates that were tried.")
    var tuning: String?

    @Option(help: "Instances of each problem.")
    var instances = 20

    @Option(help: "Steps of each minimization.")
    var steps = 500

    @Option(help: "The step by which learning rates are chosen, and to which means go.")
    var horizon = 100

    @OptionGroup var engine: EngineOptions

    /// Of the instances that results are measured on, and of those that rates are tuned on.
    private static let (seed, tuningSeed): (UInt64, UInt64) = (0x5EED_0003, 0x5EED_0002)

    func validate() throws {
        guard instances >= 1, steps >= 1, horizon >= 1, horizon <= steps else {
            throw ValidationError(
                "instances and steps are 1 or more, the horizon at most the steps")
        }
        guard engine.device == "cpu" else { throw ValidationError("--device is cpu here") }
    }

    func run() throws {
        let plans = try problems.map { path in
            try inFile(path) { try ProblemPlan(parsing: readFile(path)) }
        }
        _ = try engine.start()
        let contestants = try learned.map { path in
            try inFile(path) { try LearnedContestant(path) }
        }
        let shelf = ProblemShelf(data)
        for (path, plan) in zip(problems, plans) {
            let name = stem(path)
            let problem = try shelf.problem(plan)
            for contestant in contestants {
                try measure(.learned(contestant.optimizer), contestant.source, name, problem)
            }
            guard classic else { continue }
            for rule in ClassicRule.allCases { try measure(rule, name, problem) }
            try measure(
                .limitedMemoryBFGS, ResultTable.Source(optimizer: "l-bfgs"), name, problem)
        }
    }

    private func measure(
        _ contestant: OptimizerEvaluation.Contestant, _ source: ResultTable.Source, _ name: String,
        _ problem: any OptimizationProblem
    ) throws {
        let table = ResultTable(path: output)
        guard
            try !table.holds(problem: name, optimizer: source.optimizer, seed: source.seed)
        else { return }
        let evaluation = OptimizerEvaluation(
            problem, instances: instances, stepCount: steps,
            recordedSteps: ResultTable.measuredSteps(steps, horizon: horizon), seed: Self.seed)
        let curve = try evaluation.curve(of: contestant)
        try table.append(curve, problem: name, source: source, horizon: horizon)
        let last = curve[step: horizon].map { fixed($0.mean, 4) } ?? ""
        printNote("\(name): \(source.optimizer) \(source.seed) \(last) after \(horizon) steps")
    }

    /// Tunes a classic rule, then measures it.
    private func measure(
        _ rule: ClassicRule, _ name: String, _ problem: any OptimizationProblem
    ) throws {
        let table = ResultTable(path: output)
        guard try !table.holds(problem: name, optimizer: rule.rawValue, seed: "") else { return }
        let evaluation = OptimizerEvaluation(
            problem, instances: instances, stepCount: horizon, recordedSteps: [horizon],
            seed: Self.tuningSeed)
        let trials = try evaluation.trials(of: rule)
        if let tuning {
            try ResultTable.appendTrials(trials, of: rule, problem: name, to: tuning)
        }
        guard let best = trials.min(by: { $0.loss < $1.loss }) else { return }
        try measure(
            .classic(rule, learningRate: best.rate),
            ResultTable.Source(optimizer: rule.rawValue, learningRate: "\(best.rate)"), name,
            problem)
    }
}

/// A learned optimizer from a file, and what it is called.
private struct LearnedContestant {
    let optimizer: LearnedOptimizer
    let source: ResultTable.Source

    init(_ path: String) throws {
        let file =
            path.hasSuffix(".safetensors") ? path : MetaRun.optimizer(in: RunFolder(path))
        let tensors = try SafeTensors(parsing: readFile(file))
        optimizer = try LearnedOptimizer(tensors)
        source = ResultTable.Source(
            optimizer: tensors.note("name") ?? stem(path), seed: tensors.note("seed") ?? "")
    }
}
