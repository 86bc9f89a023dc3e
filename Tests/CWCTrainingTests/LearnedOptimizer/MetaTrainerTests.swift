import CWCImageIO
import CWCTestSupport
import CWCTorch
import Testing

@testable import CWCTraining

extension TorchTests {
    @Suite struct MetaTrainerTests {
        private func plan(
            _ optimizer: String, updates: Int, horizon: Int = 20, unroll: Int = 10,
            instances: Int = 16
        ) throws -> MetaPlan {
            try MetaPlan(
                parsing: Array(
                    """
                    {"optimizer": \(optimizer), "problem": {"kind": "quadratic", "dimensions": 4},
                     "training": {"updates": \(updates), "instances": \(instances),
                       "horizon": \(horizon), "unroll": \(unroll), "learning_rate": 0.01,
                       "evaluate_every": 1000}}
                    """.utf8))
        }

        private func trainer(_ plan: MetaPlan) throws -> MetaTrainer {
            try MetaTrainer(
                plan.design, on: try plan.problem.problem(PictureSet()), plan.training)
        }

        /// The short form of the meta-loss has the gradient of the long one: that of the losses
        /// themselves, at parameters that depend on the optimizer through all earlier updates.
        @Test func metaGradientIsThatOfTheLosses() throws {
            let design = """
                {"units": 5, "averaging_cells": 1, "memory": "window", "window": 3}
                """
            let plan = try plan(design, updates: 1, horizon: 6, unroll: 6, instances: 3)
            let trainer = try trainer(plan)
            let problem = trainer.problem
            Torch.seed(91)
            let parameters = try problem.start(3)
            let task = try problem.task(3)
            let (losses, gradient) = try problem.slope(at: parameters, on: task)
            let state = try trainer.optimizer.begin(instances: 3, coordinates: 4)
            var episode = MetaTrainer.Episode(
                step: 0, parameters: parameters, task: task, losses: losses, gradient: gradient,
                state: state)
            let (short, mean) = try trainer.unroll(&episode)
            try short.backward()
            let found = try trainer.optimizer.parameters.map {
                try #require($0.tensor.gradient).floats()
            }
            for parameter in trainer.optimizer.parameters { parameter.tensor.clearGradient() }

            var (place, long, slope) = (parameters, try Tensor([0]), gradient)
            var longState = state
            for _ in 0..<6 {
                place = try place + trainer.optimizer.step(slope, &longState)
                long = try long + (problem.losses(at: place, on: task).sum() / 3)
                slope = try problem.slope(at: place, on: task).gradient
            }
            #expect(abs(try long.scalar() / 6 - mean) < 1e-4 * mean)
            try long.backward()
            for (index, parameter) in trainer.optimizer.parameters.enumerated() {
                let expected = try #require(parameter.tensor.gradient).floats()
                let size = expected.map { abs($0) }.max() ?? 0
                #expect(size > 0)
                #expect(zip(found[index], expected).allSatisfy { abs($0 - $1) < 1e-3 * size })
            }
        }

        /// Learning from end to end: the loss that the optimizer reaches on quadratics falls.
        @Test(arguments: [
            #"{"units": 10}"#,
            #"{"units": 10, "averaging_cells": 2, "memory": "full", "write_heads": 1}"#,
        ])
        func learnsQuadratics(design: String) throws {
            let trainer = try trainer(try plan(design, updates: 200))
            let before = try trainer.evaluate().mean
            for _ in 0..<200 { _ = try trainer.advance() }
            let after = try trainer.evaluate().mean
            #expect(after < 0.6 * before, "\(before) to \(after)")
            #expect(trainer.best?.score == after && trainer.best?.update == 200)
        }

        /// Stopped within an episode and continued, everything is as without the stop.
        @Test func resumesToTheBit() throws {
            let design = #"{"units": 6, "averaging_cells": 2, "memory": "window", "window": 4}"#
            let plan = try plan(design, updates: 7)
            let whole = try trainer(plan)
            _ = try whole.evaluate()
            for _ in 0..<7 { _ = try whole.advance() }
            let first = try trainer(plan)
            _ = try first.evaluate()
            for _ in 0..<3 { _ = try first.advance() }
            let bytes = try first.checkpoint().serialized()
            let second = try trainer(plan)
            try second.restore(try SafeTensors(parsing: bytes))
            #expect(second.update == 3 && second.best?.score == first.best?.score)
            for _ in 0..<4 { _ = try second.advance() }
            #expect(try second.checkpoint().serialized() == whole.checkpoint().serialized())
            #expect(throws: TorchError.self) { try second.restore(SafeTensors([])) }
        }

        /// A run in a folder, stopped and continued; its log has each line once.
        @Test func runInAFolder() throws {
            let folder = try TemporaryFolder()
            let run = RunFolder(folder["r"])
            try run.create()
            for updates in [150, 200, 200] {
                let plan = try plan(#"{"units": 4}"#, updates: updates, instances: 2)
                try MetaRun(
                    folder: run, name: "x", plan: plan,
                    problem: try plan.problem.problem(PictureSet())
                ).train { _ in }
            }
            #expect(try folder.table("r/log.tsv").map(\.[0]) == ["update", "100", "150", "200"])
            let evaluations = try folder.table("r/evaluations.tsv").map(\.[0])
            #expect(evaluations == ["update", "0", "150", "200"])
            #expect(try MetaRun.isDone(200, in: run))
            let file = try SafeTensors(parsing: try readFile(MetaRun.optimizer(in: run)))
            #expect(file.note("name") == "x" && file.note("seed") == "1")
        }
    }
}
