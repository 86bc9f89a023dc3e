import CWCImageIO
import CWCNetwork
import CWCTestSupport
import CWCTorch
import Testing

@testable import CWCTraining

extension TorchTests {
    @Suite struct FamilyTwoTests {
        private let tiny = FamilyTwoArchitecture(
            slices: [3, 5], hyperPlanes: 4, qualities: 4, analysisWidths: [4, 4, 6],
            synthesisWidths: [6, 4], synthesisBlocks: [1, 1], priorWidth: 5, contextWidth: 4,
            neighbourWidth: 4, headWidth: 6)

        private func plan(steps: Int = 4) -> FamilyTwoPlan {
            FamilyTwoPlan(
                architecture: tiny,
                phases: [
                    FamilyTwoPhase(
                        name: "all", stepCount: steps, batchSize: 2, cropSide: 64,
                        learningRate: 1e-3, finalLearningRate: 1e-4)
                ], autocast: false, startBlocks: 1000)
        }

        @Test func resumingIsLikeNotStopping() throws {
            let pictures = try PictureSet.landscapes(3, width: 80, height: 72)
            let whole = try FamilyTwoTrainer(plan(), startingFrom: pictures, device: .cpu)
            _ = try whole.advance(on: pictures, reporting: false)
            let middle = try whole.checkpoint().serialized()
            while whole.step < whole.stepCount {
                _ = try whole.advance(on: pictures, reporting: false)
            }
            Torch.seed(99)
            let resumed = try FamilyTwoTrainer(plan(), startingFrom: nil, device: .cpu)
            try resumed.restore(try SafeTensors(parsing: middle))
            #expect(resumed.step == 1)
            while resumed.step < resumed.stepCount {
                _ = try resumed.advance(on: pictures, reporting: false)
            }
            #expect(try resumed.checkpoint().serialized() == whole.checkpoint().serialized())
        }

        /// The exported weights are the averaged ones, and a run can begin with them.
        @Test func weightsStartAnotherRun() throws {
            let pictures = try PictureSet.landscapes(2, width: 64, height: 64)
            let trainer = try FamilyTwoTrainer(plan(), startingFrom: pictures, device: .cpu)
            _ = try trainer.advance(on: pictures, reporting: false)
            let weights = try trainer.weights()
            let next = try FamilyTwoTrainer(plan(), startingFrom: nil, device: .cpu)
            try next.restore(try SafeTensors(parsing: try weights.serialized()))
            #expect(next.step == 0)
            #expect(
                try next.model.linearAnalysis.weights[0].floats()
                    == weights["linear_analysis.0.weight"]?.floats())
            #expect(
                try next.model.deviations.floats() == trainer.model.deviations.floats())
        }

        /// Before any step the codec is nearly the block transform: finer steps give better
        /// pictures for more bits.
        @Test func startsAsALinearCodec() throws {
            let pictures = try PictureSet.landscapes(8, width: 128, height: 128)
            var random = TrainingRandom(seed: 3)
            let start = try KLTStart(
                tiny, pictures: pictures, blocks: 2000, device: .cpu, using: &random)
            #expect(start.deviations == start.deviations.sorted(by: >))
            let trainer = try FamilyTwoTrainer(plan(), startingFrom: pictures, device: .cpu)
            let points = try trainer.estimates(on: Array(pictures.pictures.prefix(2)))
            for (coarse, fine) in zip(points, points.dropFirst()) {
                #expect(coarse.bitsPerPixel < fine.bitsPerPixel)
                #expect(coarse.psnr < fine.psnr)
            }
        }

        /// Every parameter moves: nothing is cut off from the loss.
        @Test func everyParameterLearns() throws {
            let pictures = try PictureSet.landscapes(3, width: 64, height: 64)
            let trainer = try FamilyTwoTrainer(plan(), startingFrom: pictures, device: .cpu)
            let before = try trainer.parameters.map { try $0.tensor.floats() }
            for _ in 0..<3 { _ = try trainer.advance(on: pictures, reporting: false) }
            for (parameter, old) in zip(trainer.parameters, before) {
                #expect(try parameter.tensor.floats() != old, "\(parameter.name) stayed")
            }
        }

        /// What a receiver knows suffices: coefficients that it has not decoded yet change neither
        /// what it decodes before them nor what that costs.
        @Test func passesDependOnEarlierOnesAlone() throws {
            let slice = try SliceNetworks(tiny, index: 1, device: .cpu)
            Torch.seed(5)
            let (height, width) = (4, 4)
            let prior = try Tensor.normal([1, 5, height, width])
            let before = [try Tensor.normal([1, 3, height, width])]
            let ones = try Tensor([Float](repeating: 1, count: 5), shape: [1, 5, 1, 1])
            let scale = SliceScale(toSteps: ones, logDeviation: try ones * 0)
            let steps = try Tensor.normal([1, 5, height, width]) * 3
            func decoded(_ steps: Tensor) throws -> [Float] {
                try slice(
                    steps, prior: prior, before: before, scale: scale, rate: .rounded,
                    autocast: false
                ).normalized.floats()
            }
            let others = try Checkerboard.others(height: height, width: width, device: .cpu)
            let reference = try decoded(steps)
            // The second pass changes; the first is decoded alike.
            let changed = try decoded(try steps + (try others * 4))
            let isOther = try others.floats()
            for (index, (a, b)) in zip(reference, changed).enumerated() {
                let other = isOther[index % (height * width)] == 1
                #expect((a == b) == !other)
                if other { #expect(abs(b - a - 4) < 1e-4) }
            }
        }

        @Test func tablesAreInterpolated() throws {
            let table = try QualityTable(name: "t", [[0, 10], [2, 20], [4, 0]], device: .cpu)
            let shares = try QualityTable.shares(of: [0, 0.5, 2], rows: 3, device: .cpu)
            #expect(try table(shares).floats() == [0, 10, 1, 15, 4, 0])
        }

        /// The masses of all integers sum to one, and the mean is the cheapest.
        @Test(arguments: [-1.0, 0, 1.5])
        func logisticMassesSumToOne(logScale: Double) throws {
            let values = (-60...60).map { Float($0) + 0.25 }
            let scale = try Tensor([Float](repeating: Float(logScale), count: values.count))
            let bits = try LogisticRate.bits(try Tensor(values), logScale: scale).floats()
            // Masses are held above 10⁻⁶, so the far tails add a little.
            let mass = bits.reduce(0) { $0 + raise(2, to: -Double($1)) }
            #expect(abs(mass - 1) < 2e-4)
            #expect(bits.firstIndex(of: bits.min() ?? 0) == 60)
        }
    }

    @Suite struct FamilyTwoPlanTests {
        @Test func parses() throws {
            let text = """
                {"profile": "lite", "seed": 7, "phases": [
                  {"name": "a", "steps": 10, "batch": 8, "crop": 128, "learning_rate": 0.001},
                  {"name": "b", "steps": 5, "batch": 4, "crop": 256, "learning_rate": 0.001,
                   "final_learning_rate": 0}]}
                """
            var reader = try ConfigReader(try JSON(parsing: Array(text.utf8)[...]))
            let plan = try FamilyTwoPlan(parsing: &reader)
            try reader.finish()
            #expect(plan.seed == 7)
            #expect(plan.stepCount == 15)
            #expect(plan.phase(at: 12).phase.name == "b")
            #expect(plan.learningRate(at: 0) == 1e-5)
            #expect(plan.phases[0].learningRate(at: 9) == 1e-3)
            #expect(plan.phases[1].learningRate(at: 5) == 0)
        }

        @Test func cropsMustFitTheHyperPlanes() throws {
            let text = """
                {"phases": [{"name": "a", "steps": 1, "batch": 1, "crop": 100, "learning_rate": 0}]}
                """
            var reader = try ConfigReader(try JSON(parsing: Array(text.utf8)[...]), path: "plan")
            #expect(
                throws: ConfigError(key: "plan.phases[0].crop", "must be a multiple of 64")
            ) {
                try FamilyTwoPlan(parsing: &reader)
            }
        }
    }
}
