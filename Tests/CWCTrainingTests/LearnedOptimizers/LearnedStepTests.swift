import CWCFigures
import CWCImageIO
import CWCNetwork
import CWCTestSupport
import CWCTorch
import Testing

@testable import CWCLearnedOptimizers
@testable import CWCTraining

extension TorchTests {
    /// A learned optimizer in the place of Adam.
    @Suite struct LearnedStepTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        /// A file whose optimizer moves every coordinate by `step` at each step.
        private func file(movingBy step: Double) throws -> String {
            let optimizer = try LearnedOptimizer(
                OptimizerDesign(units: 2, outputScale: abs(step)))
            let zero = try optimizer.parameters.map { try Tensor.zeros(like: $0.tensor.detached()) }
            try copy(zero, to: optimizer.parameters.map(\.tensor))
            try copy(
                [Tensor([Float(step < 0 ? -1 : 1)], shape: [1, 1])], to: [optimizer.headBias])
            let path = folder["optimizer.safetensors"]
            try writeFile(optimizer.file().serialized(), to: path)
            return path
        }

        private func plan(_ path: String, patience: Int = 200) throws -> SeedPlan {
            let text = """
                {"width_eighths": 1, "start": "random", "precision": "float32",
                 "optimizer": {"learned": "\(path)", "patience": \(patience)},
                 "phases": [{"objective": "uniform", "steps": 80, "batch": 1, "crop": 16,
                             "learning_rate": 1e-3, "analysis_rate": 0}]}
                """
            var reader = try ConfigReader(JSON(parsing: text.utf8))
            return try SeedPlan(parsing: &reader)
        }

        private func values(_ trainer: SeedTrainer) throws -> [[Float]] {
            try trainer.model.parameters.map { try $0.tensor.floats() }
        }

        /// It moves what the phase trains, nothing else, and goes on after a stop.
        @Test func movesTheParameters() throws {
            let pictures = try PictureSet.landscapes(2, width: 24, height: 20)
            let plan = try plan(file(movingBy: -0.001))
            let trainer = try SeedTrainer(
                plan, startingFrom: nil, device: .cpu, optimizers: LearnedStep.init)
            let before = try values(trainer)
            _ = try trainer.advance(on: pictures, reporting: false)
            let after = try values(trainer)
            for (name, pair) in zip(trainer.model.parameters.map(\.name), zip(before, after)) {
                let moved = zip(pair.0, pair.1).map { $1 - $0 }
                // The importance map is no part of this objective.
                let expected: Float = name.hasPrefix("synthesis") ? -0.001 : 0
                #expect(moved.allSatisfy { abs($0 - expected) < 1e-5 }, "\(name)")
            }
            let checkpoint = try trainer.checkpoint().serialized()
            let resumed = try SeedTrainer(
                plan, startingFrom: nil, device: .cpu, optimizers: LearnedStep.init)
            try resumed.restore(SafeTensors(parsing: checkpoint))
            _ = try trainer.advance(on: pictures, reporting: false)
            _ = try resumed.advance(on: pictures, reporting: false)
            #expect(try resumed.checkpoint().serialized() == trainer.checkpoint().serialized())
        }

        /// An optimizer that drives the loss up is replaced, which the log says once.
        @Test func adamTakesOver() throws {
            let pictures = try PictureSet.landscapes(2, width: 24, height: 20)
            let plan = try plan(file(movingBy: 0.05), patience: 3)
            let trainer = try SeedTrainer(
                plan, startingFrom: nil, device: .cpu, optimizers: LearnedStep.init)
            var alarms: [String] = []
            while trainer.step < 78, try trainer.adam.stepCount < 2 {
                alarms += try trainer.advance(on: pictures, reporting: true)?.alarms ?? []
            }
            #expect(alarms.count { $0.contains("Adam from here on") } == 1, "\(alarms)")
            #expect(try trainer.adam.stepCount > 0)
            #expect(try trainer.checkpoint().note("learned_guard")?.hasSuffix("true") == true)
        }

        /// Who trains without learned optimizers cannot run a plan that asks for one.
        @Test func withoutLearnedOptimizers() throws {
            let plan = try plan(file(movingBy: 0.1))
            #expect(throws: TorchError("there are no learned optimizers here")) {
                try SeedTrainer(plan, startingFrom: nil, device: .cpu)
            }
        }

        @Test func badFilesAreNamed() throws {
            let path = folder["none.safetensors"]
            #expect {
                try SeedTrainer(
                    plan(path), startingFrom: nil, device: .cpu, optimizers: LearnedStep.init)
            } throws: { "\($0)".contains(path) }
            try writeFile([1, 2, 3], to: path)
            #expect {
                try SeedTrainer(
                    plan(path), startingFrom: nil, device: .cpu, optimizers: LearnedStep.init)
            } throws: { "\($0)".contains(path) }
        }
    }
}
