import ArgumentParser
import CWCLearnedOptimizers
internal import CWCToolSupport
import CWCTraining

struct OptimizerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "optimizer",
        abstract: "Learned optimizers: meta-train them, compare them with others, draw results.",
        subcommands: [
            OptimizerTrainCommand.self, OptimizerEvaluateCommand.self, OptimizerReportCommand.self,
        ])
}

/// Problems of one command. Those that need pictures share them; a problem that is asked for twice
/// is made once.
final class ProblemShelf {
    private let paths: [String]
    private var pictures: PictureSet?
    private var made: [ProblemPlan: any OptimizationProblem] = [:]

    init(_ paths: [String]) { self.paths = paths }

    func problem(_ plan: ProblemPlan) throws -> any OptimizationProblem {
        if let problem = made[plan] { return problem }
        let problem = try plan.problem(plan.needsPictures ? photographs() : PictureSet())
        made[plan] = problem
        return problem
    }

    private func photographs() throws -> PictureSet {
        if let pictures { return pictures }
        guard !paths.isEmpty else { throw ToolError("this problem needs pictures: --data") }
        let set = try RunSetup.pictures(paths, for: "training")
        pictures = set
        return set
    }
}

/// The name of a file without folders and `.json`.
func stem(_ path: String) -> String {
    let name = path.split(separator: "/").last ?? "run"
    return String(name.hasSuffix(".json") ? name.dropLast(5) : name)
}
