import CWCNetwork
import CWCTestSupport
import CWCTorch
import CWCWavelet
import Testing

@testable import CWCTraining

extension TorchTests {
    /// What the codec would send of the training pictures.
    @Suite struct WaveletBatchTests {
        private let side = 64
        private let quantization = SubbandQuantization(weights: .even(levels: 2), masking: 10)
        private let architecture = WaveletArchitecture(
            widths: [4, 5], contextWidths: [3, 4], headWidths: [4, 6], postFilterWidth: 6,
            postFilterBlocks: 1)

        /// Two crops of a landscape, no sample above 200.
        private func pixels() throws -> [UInt8] {
            var random = TrainingRandom(seed: 4)
            return try PictureSet.landscapes(2, width: 80, height: 80)
                .crops(2, side: side, using: &random).map { min($0, 200) }
        }

        private func targets(_ pixels: [UInt8], masking: Int = 10) throws -> WaveletTargets {
            try WaveletTargets(
                pixels: pixels, width: side, height: side, qualities: [20, 70],
                quantization: SubbandQuantization(weights: .even(levels: 2), masking: masking),
                device: .cpu)
        }

        /// What the post-filter adds is no longer in what is to be sent.
        @Test func residualsAreTakenOff() throws {
            let pixels = try pixels()
            let brighter = try targets(pixels.map { $0 + 40 })
            let rest = try brighter.without(
                Tensor([Float](repeating: 40, count: 1), shape: [1, 1, 1, 1]))
            let plain = try targets(pixels)
            #expect(try rest.llInput.floats() == plain.llInput.floats())
            #expect(try brighter.llInput.floats() != plain.llInput.floats())
            for (rest, plain) in zip(rest.coefficients, plain.coefficients) {
                #expect(try rest.floats() == plain.floats())
            }
            // What it is to become does not change.
            #expect(try rest.original.floats() == brighter.original.floats())
        }

        /// λ differs from place to place where steps follow contrast, and is the same in the mean.
        @Test func lambdaFollowsContrast() throws {
            let pixels = try pixels()
            for lambdas in try targets(pixels, masking: 0).lambdaMaps {
                #expect(try lambdas.floats() == [21.0 / 256])
            }
            for lambdas in try targets(pixels).lambdaMaps {
                let values = try lambdas.floats()
                let one = values[..<(values.count / 2)]
                let mean = one.reduce(0, +) / Float(one.count)
                #expect(abs(mean - 12.0 / 256) < 1.0 / 4096)
                #expect(Set(one).count > 10)
            }
        }

        /// In a closed loop symbols are chosen again for what the post-filter leaves, which is nothing
        /// new where it adds nothing.
        @Test func symbolsAreChosenAgain() throws {
            Torch.seed(12)
            let model = try WaveletModel(architecture, device: .cpu)
            let pixels = try pixels()
            func batch(effort: Int) throws -> WaveletBatch {
                try WaveletBatch(
                    pixels: pixels, width: side, height: side, qualities: [20, 70],
                    quantization: quantization, codedBy: model, effort: effort, autocast: false)
            }
            func symbols(effort: Int) throws -> [[Float]] {
                try batch(effort: effort).symbols.map { try $0.floats() }
            }
            func scaleLastLayer(_ factor: Double) throws {
                for parameter in model.postFilter.parameters.suffix(2) {
                    try Torch.withoutGradient {
                        _ = try parameter.tensor.apply("mul_", "Scalar", .number(factor))
                    }
                }
            }
            try scaleLastLayer(100)
            #expect(try symbols(effort: 1) != symbols(effort: 2))
            let batch = try batch(effort: 2)
            #expect(try batch.decoded.floats() == batch.targets.decoded(batch.symbols).floats())
            try scaleLastLayer(0)
            #expect(try symbols(effort: 1) == symbols(effort: 2))
        }

        /// The pool gives what was put into it, and forgets crops of another size.
        @Test func poolsKeepCrops() throws {
            func examples(_ values: [Float], side: Int) throws -> PostFilterExamples {
                let count = values.count
                func tensor(_ channels: Int, _ side: Int) throws -> Tensor {
                    try Tensor(values, shape: [count, 1, 1, 1])
                        * (Tensor.normal([1, channels, side, side]) * 0 + 1)
                }
                return PostFilterExamples(
                    decoded: try tensor(3, side), original: try tensor(3, side),
                    quality: try tensor(1, side / 4), step: try tensor(1, side))
            }
            var random = TrainingRandom(seed: 5)
            var pool = PostFilterPool(capacity: 64)
            #expect(pool.isFresh(1))
            for first in stride(from: Float(0), to: 16, by: 2) {
                try pool.add(examples([first, first + 1], side: 8))
            }
            #expect(!pool.isFresh(1) && pool.isFresh(2))
            var seen: Set<Float> = []
            for _ in 0..<60 {
                let drawn = try pool.draw(3, using: &random)
                #expect(
                    drawn.decoded.shape == [3, 3, 8, 8] && drawn.quality.shape == [3, 1, 2, 2])
                let values = try drawn.decoded.floats()
                let one = try drawn.step.floats()
                for picture in 0..<3 {
                    #expect(values[picture * 192] == one[picture * 64])
                    seen.insert(one[picture * 64])
                }
            }
            #expect(seen == Set((0..<16).map(Float.init)))
            try pool.add(examples([99], side: 16))
            #expect(try pool.draw(2, using: &random).decoded.shape == [2, 3, 16, 16])
        }

        /// The post-filter learns from a pool, too.
        @Test func postFilterLearnsFromPools() throws {
            let pictures = try PictureSet.landscapes(3, width: 64, height: 64)
            let plan = WaveletPlan(
                architecture: architecture,
                phases: [
                    WaveletPhase(
                        name: "all", stepCount: 8, batchSize: 2, cropSide: 64,
                        learningRate: 1e-3, finalLearningRate: 1e-4)
                ], autocast: false, effort: 2, reuse: 3, learning: [.postFilter])
            let trainer = try WaveletTrainer(plan, startingFrom: pictures, device: .cpu)
            let before = try trainer.parameters.map { try $0.tensor.floats() }
            while trainer.step < trainer.stepCount {
                #expect(try trainer.advance(on: pictures, reporting: true) != nil)
            }
            for (parameter, old) in zip(trainer.parameters, before) {
                let learns = parameter.name.hasPrefix("post_filter")
                #expect((try parameter.tensor.floats() != old) == learns, "\(parameter.name)")
            }
        }
    }
}
