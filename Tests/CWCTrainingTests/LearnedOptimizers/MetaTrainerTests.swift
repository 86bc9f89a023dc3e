import CWCImageIO
import CWCTestSupport
import CWCTorch
import Testing

@testable import CWCLearnedOptimizers
@testable import CWCTraining

extension TorchTests {
    @Suite struct MetaTrainerTests {
        private func plan(
            _ optimizer: String, updates: Int, horizon: Int = 20, unroll: Int = 10,
            instances: Int = 16, further: String = ""
        ) throws -> MetaPlan {
            try MetaPlan(
                parsing: Array(
                    """
                    {"optimizer": \(optimizer), "problem": {"kind": "quadratic", "dimensions": 4},
                     "training": {"updates": \(updates), "instances": \(instances),
                       "horizon": \(horizon), "unroll": \(unroll), "learning_rate": 0.01,
                       \(further) "evaluate_every": 1000}}
                    """.utf8))
        }

        private func trainer(_ plan: MetaPlan) throws -> MetaTrainer {
            try MetaTrainer(
                plan.design, on: plan.problem.problem(PictureSet()), plan.training)
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
                long = try long + problem.losses(at: place, on: task).sum() / 3
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

        /// `Σ (θᵢ − i)²` from 0 on: the same at every start.
        private struct Bowl: OptimizationProblem {
            let parameterCount = 4
            func start(_ instances: Int) throws(TorchError) -> Tensor {
                try Tensor([Float](repeating: 0, count: 4 * instances), shape: [instances, 4])
            }
            func batch(_: Int, of _: [Tensor]) -> [Tensor] { [] }
            func testBatch(_: Int, of _: [Tensor]) -> [Tensor] { [] }
            func wholeBatch(_: Int, of _: [Tensor]) -> [Tensor] { [] }
            func losses(at parameters: Tensor, on _: [Tensor]) throws(TorchError) -> Tensor {
                try (parameters - Tensor([0, 1, 2, 3], shape: [1, 4])).square().sum(over: [1])
            }
        }

        /// Where the loss is smooth and nothing is dropped, as over a single step, both meta-gradients
        /// are one: losses compared nearby tell what backpropagation computes.
        @Test func evolutionFindsTheGradient() throws {
            let plan = try plan(
                #"{"units": 2, "averaging_cells": 1}"#, updates: 1, horizon: 1, unroll: 1,
                instances: 1, further: #""evolution": {"pairs": 2000, "deviation": 0.01},"#)
            let trainer = try MetaTrainer(plan.design, on: Bowl(), plan.training)
            func gradient(of loss: Tensor) throws -> [Float] {
                try loss.backward()
                return try trainer.optimizer.parameters.flatMap { parameter in
                    let values = try #require(parameter.tensor.gradient).floats()
                    parameter.tensor.clearGradient()
                    return values
                }
            }
            Torch.seed(92)
            let (estimate, mean) = try trainer.evolve(#require(plan.training.evolution))
            let found = try gradient(of: estimate)
            var episode = try trainer.freshEpisode()
            let (loss, exactMean) = try trainer.unroll(&episode)
            let expected = try gradient(of: loss)
            func product(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).map(*).reduce(0, +) }
            let size = (product(found, found) * product(expected, expected)).squareRoot()
            #expect(product(found, expected) > 0.9 * size)
            #expect(abs(product(found, expected) / product(expected, expected) - 1) < 0.2)
            #expect(abs(mean - exactMean) < 1e-2 * exactMean)
        }

        /// One optimizer that blew up weighs three times as much as a usual one.
        @Test func differencesAreBounded() {
            #expect(
                MetaTrainer.bounded([1, -2, .infinity, -100, 0.5]) == [1, -2, 6, -6, 0.5])
            #expect(MetaTrainer.bounded([.nan, 1, -1]) == [0, 1, -1])
            #expect(MetaTrainer.bounded([.nan, .infinity]) == [0, 0])
        }

        /// An optimizer that has imitated a rule does as well as the rule.
        @Test func imitates() throws {
            let plan = try plan(
                #"{"input": "scaled", "scale": 0.1}"#, updates: 300, unroll: 20,
                further: #""imitation": {"rule": "nag", "rate": 0.01, "updates": 300},"#)
            let trainer = try trainer(plan)
            let before = try trainer.evaluate().mean
            var distances: [Double] = []
            for update in 0..<300 {
                if update % 100 == 0 {
                    Torch.seed(93)
                    let imitation = try #require(plan.training.imitation)
                    distances.append(try trainer.imitate(imitation).0.scalar())
                }
                _ = try trainer.advance()
            }
            #expect(distances[2] < 0.1 * distances[0])
            let contest = OptimizerEvaluation(
                trainer.problem, instances: 20, stepCount: 20,
                recordedSteps: Array(1...20), seed: 94)
            let rule = try contest.curve(of: .classic(.nag, learningRate: 0.01)).meanLoss(upTo: 20)
            let own = try contest.curve(of: .learned(trainer.optimizer)).meanLoss(upTo: 20)
            #expect(own < 1.3 * rule && own < 0.5 * before)
        }

        /// Learning from end to end: the loss that the optimizer reaches on quadratics falls.
        @Test(arguments: [
            (#"{"units": 10}"#, ""),
            (#"{"units": 10, "averaging_cells": 2, "memory": "full", "write_heads": 1}"#, ""),
            (#"{"units": 10}"#, #""evolution": {"pairs": 16, "deviation": 0.03},"#),
        ])
        func learnsQuadratics(design: String, further: String) throws {
            let instances = further.isEmpty ? 16 : 1
            let trainer = try trainer(
                plan(
                    design, updates: 200, unroll: further.isEmpty ? 10 : 20,
                    instances: instances, further: further))
            let before = try trainer.evaluate().mean
            for _ in 0..<200 { _ = try trainer.advance() }
            let after = try trainer.evaluate().mean
            #expect(after < 0.6 * before, "\(before) to \(after)")
            #expect(trainer.best?.score == after && trainer.best?.update == 200)
        }

        /// Stopped within an episode and continued, everything is as without the stop.
        @Test(arguments: [
            (10, ""),
            (10, #""imitation": {"rule": "adam", "rate": 0.1, "updates": 4},"#),
            (20, #""evolution": {"pairs": 3, "deviation": 0.03},"#),
        ])
        func resumesToTheBit(unroll: Int, further: String) throws {
            let design = #"{"units": 6, "averaging_cells": 2, "memory": "window", "window": 4}"#
            let plan = try plan(design, updates: 7, unroll: unroll, further: further)
            let whole = try trainer(plan)
            _ = try whole.evaluate()
            for _ in 0..<7 { _ = try whole.advance() }
            let first = try trainer(plan)
            _ = try first.evaluate()
            for _ in 0..<3 { _ = try first.advance() }
            let bytes = try first.checkpoint().serialized()
            let second = try trainer(plan)
            try second.restore(SafeTensors(parsing: bytes))
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
                    problem: plan.problem.problem(PictureSet())
                ).train { _ in }
            }
            #expect(try folder.table("r/log.tsv").map(\.[0]) == ["update", "100", "150", "200"])
            let evaluations = try folder.table("r/evaluations.tsv").map(\.[0])
            #expect(evaluations == ["update", "0", "150", "200"])
            #expect(try MetaRun.isDone(200, in: run))
            let file = try SafeTensors(parsing: readFile(MetaRun.optimizer(in: run)))
            #expect(file.note("name") == "x" && file.note("seed") == "1")
        }
    }
}
