import ArgumentParser
import CWCFigures
import CWCImageIO
import CWCLearnedOptimizers
internal import CWCToolSupport
import CWCTraining

struct OptimizerReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Print tables of what 'optimizer evaluate' measured, and draw the curves.",
        discussion: """
            Needs no torch. A cell is the mean over the instances and the seeds of the \
            meta-training, ± the standard error over the instances.
            """)

    @Argument(help: "Tables of 'optimizer evaluate'.")
    var tables: [String] = []

    @Option(help: "The problem to tell of; all of them without it.")
    var problem: String?

    @Option(parsing: .upToNextOption, help: "The optimizers to tell of; all of them without it.")
    var only: [String] = []

    @Option(parsing: .upToNextOption, help: "Steps, a column each.")
    var steps = [20, 50, 100, 200, 500]

    @Option(help: "Draw the curves of losses as an SVG file; needs --problem.")
    var curves: String?

    @Option(
        parsing: .upToNextOption, help: "Folders of trainings, for --training-curves.")
    var training: [String] = []

    @Option(help: "Draw the courses of the trainings as an SVG file.")
    var trainingCurves: String?

    func validate() throws {
        guard curves == nil || problem != nil else {
            throw ValidationError("--curves draws one problem: --problem")
        }
    }

    func run() throws {
        var rows = try tables.flatMap { path in
            let rows = try ResultTable(path: path).rows()
            guard !rows.isEmpty else { throw ToolError("\(path): no results") }
            return rows
        }
        if let problem { rows = rows.filter { $0.problem == problem } }
        if !only.isEmpty { rows = rows.filter { only.contains($0.source.optimizer) } }
        var names: [String] = []
        for row in rows where !names.contains(row.problem) { names.append(row.problem) }
        for name in names {
            let summary = ResultSummary(rows.filter { $0.problem == name }, steps: steps)
            try printOutput(lines: ["**\(name)**", ""] + summary.markdown + [""])
            if let curves { try writeFile(Array(summary.drawing().utf8), to: curves) }
        }
        if let trainingCurves {
            let courses = try training.map { path in
                (name: stem(path), points: try MetaRun.course(in: RunFolder(path)))
            }
            try writeFile(Array(drawing(ofCourses: courses).utf8), to: trainingCurves)
        }
    }
}
