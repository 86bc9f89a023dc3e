import CWCImage
import CWCTestSupport
import CWCTorch
import Testing

@testable import CWCLearnedOptimizers
@testable import CWCTraining

extension TorchTests {
    @Suite struct OptimizationProblemTests {
        private func pictures() -> PictureSet {
            var set = PictureSet()
            for seed in 0..<9 {
                let samples = Drawing.landscape(width: 40, height: 32, seed: UInt64(seed))
                set.append(RasterImage(width: 40, height: 32, channels: .rgb, samples: samples))
            }
            return set
        }

        private func problem(_ text: String) throws -> any OptimizationProblem {
            try ProblemPlan(parsing: Array(text.utf8)).problem(pictures())
        }

        private static let patches = #"{"kind": "patches", "training_crops": 64, "test_crops": 16}"#
        private static let colour = """
            {"kind": "patches", "training_crops": 64, "test_crops": 16, "channels": 3,
             "activation": "relu"}
            """
        private static let convolutional = """
            {"kind": "convolutional", "training_crops": 16, "test_crops": 4, "batch": 3}
            """

        @Test func sizes() throws {
            #expect(try problem(Self.patches).parameterCount == 64 * 8 + 8 + 8 * 64 + 64)
            #expect(try problem(Self.colour).parameterCount == 192 * 8 + 8 + 8 * 192 + 192)
            #expect(try problem(Self.convolutional).parameterCount == 20_556)
        }

        /// Losses and gradients of instances side by side are those of each alone.
        @Test(arguments: [patches, colour, convolutional, #"{"kind": "quadratic"}"#])
        func instancesShareNothing(text: String) throws {
            let problem = try problem(text)
            Torch.seed(95)
            let parameters = try problem.start(3)
            let task = try problem.task(3)
            let test = try problem.testBatch(3, of: task)
            let (losses, gradient) = try problem.slope(at: parameters, on: test)
            #expect(losses.shape == [3] && gradient.shape == [3, problem.parameterCount])
            for index in 0..<3 {
                let ownTask = try task.map { try $0.narrowed(0, from: index, count: 1) }
                let own = try problem.slope(
                    at: parameters.narrowed(0, from: index, count: 1),
                    on: problem.testBatch(1, of: ownTask))
                let loss = try losses.narrowed(0, from: index, count: 1).scalar()
                #expect(abs(try own.losses.scalar() - loss) < 1e-4 * loss)
                let expected = try gradient.narrowed(0, from: index, count: 1).floats()
                let size = expected.map { abs($0) }.max() ?? 0
                #expect(
                    zip(try own.gradient.floats(), expected)
                        .allSatisfy { abs($0 - $1) < 1e-4 * size })
            }
            #expect(try problem.batch(3, of: task)[0].shape.count == test[0].shape.count)
            let whole = try problem.losses(
                at: parameters, on: problem.wholeBatch(3, of: task))
            #expect(whole.shape == [3])
        }

        /// With no synthesis what is left is half the patch's energy.
        @Test func lossIsHalfTheSumOfSquares() throws {
            let problem = try problem(Self.patches)
            let test = try problem.testBatch(1, of: [])
            let zero = try Tensor(
                [Float](repeating: 0, count: problem.parameterCount),
                shape: [1, problem.parameterCount])
            let energy = try test[0].square().sum().scalar() / 2 / 16
            #expect(abs(try problem.losses(at: zero, on: test).scalar() - energy) < 1e-3)
        }

        /// Baselines go down; L-BFGS finds the minimum of quadratics, which is 0.
        @Test func classicRulesDescend() throws {
            let evaluation = OptimizerEvaluation(
                try problem(Self.patches), instances: 2, stepCount: 30, recordedSteps: [30],
                seed: 96)
            for (rule, rate) in [
                (ClassicRule.sgd, 0.1), (.nag, 0.03), (.rmsprop, 0.01), (.adam, 0.03),
            ] {
                let curve = try evaluation.curve(of: .classic(rule, learningRate: rate))
                #expect(curve.points[1].mean < 0.7 * curve.points[0].mean, "\(rule)")
                #expect(curve.points.map(\.step) == [0, 30])
            }
            let quadratics = OptimizerEvaluation(
                try problem(#"{"kind": "quadratic", "dimensions": 4}"#), instances: 20,
                stepCount: 60, recordedSteps: [60], seed: 97)
            let curve = try quadratics.curve(of: .limitedMemoryBFGS)
            #expect(curve.points[1].median < 1e-3)
            #expect(curve.points[1].divergedCount == 0)
        }

        /// Adam beside the one that trains networks.
        @Test func adamIsAdam() throws {
            Torch.seed(98)
            let start = try Tensor.normal([1, 6])
            let own = try start.copied()
            try own.requireGradient()
            let adam = try Adam([own], learningRate: 0.03)
            let classic = ClassicDescent(.adam, learningRate: 0.03)
            try classic.begin(instances: 1, coordinates: 6)
            var moved = start
            for _ in 0..<5 {
                let gradient = try Tensor.normal([1, 6])
                try (own * gradient).sum().backward()
                try adam.step()
                moved = try moved + classic.update(gradient)
            }
            let difference = try (moved - own.detached()).apply("abs").maximum().scalar()
            #expect(difference < 1e-6)
        }
    }
}
