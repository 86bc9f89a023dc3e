import ArgumentParser
import CWCImageIO
import CWCLearnedOptimizers
internal import CWCToolSupport
import CWCTraining

struct OptimizerTrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Meta-train optimizers, one configuration and seed after the other.",
        discussion: """
            Each gets a folder, NAME-SEED, in the output folder. Started again, the command leaves \
            alone what is done and goes on where it stopped. The seeds are the outer loop: after \
            the first of them every configuration has been trained once.
            """)

    @Argument(help: "Configurations, JSON.")
    var configs: [String]

    @Option(name: .shortAndLong, help: "The folder for the folders of the trainings.")
    var output: String

    @Option(parsing: .upToNextOption, help: "Tar archives, folders and pictures.")
    var data: [String] = []

    @Option(parsing: .upToNextOption, help: "Seeds, in place of the configuration's.")
    var seeds: [Int] = []

    @Option(help: "Meta-updates, in place of the configuration's.")
    var updates: Int?

    @OptionGroup var engine: EngineOptions

    func validate() throws {
        guard seeds.allSatisfy({ $0 >= 0 }), updates ?? 1 >= 1 else {
            throw ValidationError("seeds are 0 or more, updates 1 or more")
        }
        guard engine.device == "cpu" else { throw ValidationError("--device is cpu here") }
    }

    func run() throws {
        let plans = try configs.map { path in
            try inFile(path) { try MetaPlan(parsing: readFile(path)) }
        }
        _ = try engine.start()
        let shelf = ProblemShelf(data)
        try RunFolder(output).create()
        let rounds = seeds.isEmpty ? [Int?.none] : seeds.map(Optional.some)
        for seed in rounds {
            for (path, plan) in zip(configs, plans) {
                var plan = plan
                if let seed { plan.training.seed = UInt64(seed) }
                if let updates { plan.training.updateCount = updates }
                try train(plan, config: path, shelf)
            }
        }
    }

    private func train(_ plan: MetaPlan, config: String, _ shelf: ProblemShelf) throws {
        let name = stem(config)
        let folder = RunFolder("\(output)/\(name)-\(plan.training.seed)")
        if folder.hasCheckpoint {
            var earlier = try inFile(folder.config) {
                try MetaPlan(parsing: readFile(folder.config))
            }
            // What the options may change.
            earlier.training.seed = plan.training.seed
            earlier.training.updateCount = plan.training.updateCount
            guard earlier == plan else {
                throw ToolError("\(folder.path) holds a training of another configuration")
            }
        } else {
            try folder.create()
            try writeFile(readFile(config), to: folder.config)
        }
        guard try !MetaRun.isDone(plan.training.updateCount, in: folder) else {
            return printNote("\(folder.path) is done")
        }
        let run = MetaRun(
            folder: folder, name: name, plan: plan, problem: try shelf.problem(plan.problem))
        try run.train(report: printNote)
    }
}
