import CWCFigures
import CWCImageIO
import CWCTestSupport
import Testing

@testable import CWCLearnedOptimizers
@testable import CWCTraining

@Suite struct MetaPlanTests {
    private func plan(_ text: String) throws(ConfigError) -> MetaPlan {
        try MetaPlan(parsing: Array(text.utf8))
    }

    @Test func whatIsMissingIsThePapers() throws {
        let plan = try plan(#"{"problem": {"kind": "quadratic"}}"#)
        #expect(plan.design == OptimizerDesign())
        #expect(plan.design.units == 20 && plan.design.outputScale == 0.1)
        #expect(plan.design.input == .logarithmic(range: 10))
        #expect(plan.problem.kind == .quadratic(dimensions: 10))
        #expect(!plan.problem.needsPictures)
        #expect(plan.training.horizon == 100 && plan.training.unroll == 20)
        #expect(plan.training.objective == .loss)
    }

    @Test(arguments: [
        (#"{"problem": {"kind": "cubic"}}"#, "problem.kind"),
        (
            #"{"optimizer": {"range": 10, "scale": 1}, "problem": {"kind": "quadratic"}}"#,
            "optimizer.scale"
        ),
        (
            #"{"optimizer": {"averaging_cells": 21}, "problem": {"kind": "quadratic"}}"#,
            "optimizer.averaging_cells"
        ),
        (
            #"{"optimizer": {"memory": "window", "window": 2, "write_heads": 3}, "problem": {}}"#,
            "optimizer.window"
        ),
        (#"{"problem": {"kind": "patches", "channels": 2}}"#, "problem.channels"),
        (#"{"problem": {"kind": "convolutional", "side": 10}}"#, "problem.side"),
        (#"{"problem": {"kind": "quadratic"}, "training": {"unroll": 30}}"#, "training.unroll"),
        (#"{"problem": {"kind": "quadratic"}, "traning": {}}"#, "traning"),
        (
            #"{"problem": {"kind": "quadratic"}, "training": {"evolution": {"pairs": 4}}}"#,
            "training.unroll"
        ),
        (
            """
            {"problem": {"kind": "quadratic"},
             "training": {"imitation": {"rule": "newton", "rate": 1, "updates": 1}}}
            """, "training.imitation.rule"
        ),
    ])
    func refusals(text: String, key: String) {
        #expect { try plan(text) } throws: { ($0 as? ConfigError)?.key == key }
    }

    @Test(arguments: [
        OptimizerDesign(),
        OptimizerDesign(input: .scaled(30), units: 7, averagingCells: 2, outputScale: 0.01),
        OptimizerDesign(averagingCells: 5, memory: .window(length: 20, writeHeads: 1)),
        OptimizerDesign(averagingCells: 5, memory: .full(writeHeads: 3)),
    ])
    func designsSurviveTheirJSON(design: OptimizerDesign) throws {
        var reader = try ConfigReader(JSON(parsing: design.json.serialized.utf8))
        #expect(try OptimizerDesign(parsing: &reader) == design)
        try reader.finish()
    }

    @Test func headsAndInputs() {
        #expect(OptimizerDesign().inputCount == 2)
        #expect(OptimizerDesign(input: .scaled(1)).inputCount == 1)
        #expect(OptimizerDesign().outputCount == 1)
        let memory = OptimizerDesign(memory: .full(writeHeads: 3))
        // The update, r, and a and b of each write head; what was read is an input.
        #expect(memory.outputCount == 8 && memory.inputCount == 3)
    }

    /// Every configuration that is in the repository.
    @Test func configurationsAreValid() throws {
        let folder = packageFolder + "/Sources/cwc-train/configs/optimizer"
        let kinds = ["log", "raw"].flatMap { [$0, "\($0)-gac", "\($0)-ntm"] }
        let quadratics = ["raw", "log", "log-gac", "log-ntm", "log-bfgs"]
        let tunings = [1, 10, 100, 1000].flatMap {
            ["tuning/raw-scale-\($0)", "tuning/small-raw-scale-\($0)"]
        }
        let arms =
            kinds + kinds.map { "small-\($0)" } + ["small-log-bfgs", "small-log-long"]
            + quadratics.map { "quadratic-\($0)" } + tunings
            + kinds.flatMap { ["evolved-\($0)", "evolved-small-\($0)"] }
            + ["evolved-small-log-bfgs", "evolved-small-raw-scratch", "imitated-quadratic-raw"]
            + ["", "-long", "-batch"].map { "imitated-small-raw\($0)" }
        for arm in arms {
            let plan = try MetaPlan(parsing: readFile("\(folder)/\(arm).json"))
            #expect(!plan.about.isEmpty, "\(arm)")
        }
        let patches = ["patches", "patches-small"].flatMap { name in
            ["", "-wide", "-colour", "-relu"].map { name + $0 }
        }
        let problems = patches + ["convolutional", "quadratic"]
        for problem in problems {
            _ = try ProblemPlan(parsing: readFile("\(folder)/problems/\(problem).json"))
        }
    }

    /// While a rule is imitated its own rate holds; then the fall begins.
    @Test func ratesOfImitation() throws {
        let training = try plan(
            """
            {"problem": {"kind": "quadratic"},
             "training": {"updates": 300, "learning_rate": 1e-3, "unroll": 100,
               "imitation": {"rule": "adam", "rate": 0.1, "updates": 100, "learning_rate": 0.01},
               "evolution": {"pairs": 4, "deviation": 0.02}}}
            """
        ).training
        #expect(training.imitation?.rule == .adam && training.evolution?.pairCount == 4)
        #expect(training.learningRate(at: 99) == 0.01 && training.learningRate(at: 100) == 1e-3)
        #expect(abs(training.learningRate(at: 200) - 5.5e-4) < 1e-12)
    }

    @Test func ratesFall() throws {
        let training = try plan(#"{"problem": {"kind": "quadratic"}}"#).training
        #expect(training.learningRate(at: 0) == training.learningRate)
        let last = training.learningRate(at: training.updateCount)
        #expect(abs(last - training.learningRate / 10) < 1e-12)
    }
}

@Suite struct GradientInputTests {
    /// Andrychowicz et al. 2016, appendix A, with p = 10.
    @Test(arguments: [
        (1.0, [0.0, 1]), (-0.1, [-0.2302585093, -1]), (20.0, [0.2995732274, 1]),
        (1e-5, [-1, 0.2202646579]), (-1e-6, [-1, -0.02202646579]), (0.0, [-1, 0]),
    ])
    func logarithmic(gradient: Double, expected: [Double]) {
        let values = GradientInput.logarithmic(range: 10).values(gradient)
        #expect(values.count == 2)
        #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-9 })
    }

    /// The two cases meet.
    @Test func isContinuous() {
        let edge = 4.5399929762484854e-5
        for sign in [1.0, -1] {
            let above = GradientInput.logarithmic(range: 10).values(sign * edge * 1.0000001)
            let below = GradientInput.logarithmic(range: 10).values(sign * edge * 0.9999999)
            #expect(zip(above, below).allSatisfy { abs($0 - $1) < 1e-6 })
        }
    }

    @Test func scaled() {
        #expect(GradientInput.scaled(30).values(-0.5) == [-15])
    }
}
