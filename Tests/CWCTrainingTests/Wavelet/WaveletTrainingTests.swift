import CWCImageIO
import CWCNetwork
import CWCTestSupport
import CWCTorch
import CWCWavelet
import Testing

@testable import CWCTraining

extension TorchTests {
    @Suite struct WaveletTrainingTests {
        private let tiny = WaveletArchitecture(
            widths: [4, 5], contextWidths: [3, 4], headWidths: [4, 6], postFilterWidth: 6,
            postFilterBlocks: 1)

        private func plan(
            steps: Int = 4, rate: Double = 1e-3, optimizer: ConvolutionOptimizer = .muon,
            architecture: WaveletArchitecture? = nil,
            learning: Set<WaveletPlan.LearningPart> = Set(WaveletPlan.LearningPart.allCases)
        ) -> WaveletPlan {
            WaveletPlan(
                architecture: architecture ?? tiny,
                phases: [
                    WaveletPhase(
                        name: "all", stepCount: steps, batchSize: 2, cropSide: 64,
                        learningRate: rate, finalLearningRate: rate / 10)
                ], optimizer: optimizer, autocast: false, learning: learning)
        }

        @Test(arguments: ConvolutionOptimizer.allCases)
        func resumingIsLikeNotStopping(optimizer: ConvolutionOptimizer) throws {
            let pictures = try PictureSet.landscapes(3, width: 80, height: 72)
            let plan = plan(optimizer: optimizer)
            let whole = try WaveletTrainer(plan, startingFrom: pictures, device: .cpu)
            _ = try whole.advance(on: pictures, reporting: false)
            let middle = try whole.checkpoint().serialized()
            while whole.step < whole.stepCount {
                _ = try whole.advance(on: pictures, reporting: false)
            }
            Torch.seed(99)
            let resumed = try WaveletTrainer(plan, startingFrom: nil, device: .cpu)
            try resumed.restore(SafeTensors(parsing: middle))
            #expect(resumed.step == 1)
            while resumed.step < resumed.stepCount {
                _ = try resumed.advance(on: pictures, reporting: false)
            }
            #expect(try resumed.checkpoint().serialized() == whole.checkpoint().serialized())
        }

        /// A run can begin with the weights that another one left.
        @Test func weightsStartAnotherRun() throws {
            let pictures = try PictureSet.landscapes(2, width: 64, height: 64)
            let trainer = try WaveletTrainer(plan(), startingFrom: pictures, device: .cpu)
            _ = try trainer.advance(on: pictures, reporting: false)
            let weights = try trainer.weights()
            let next = try WaveletTrainer(plan(), startingFrom: nil, device: .cpu)
            try next.restore(SafeTensors(parsing: weights.serialized()))
            #expect(next.step == 0)
            for parameter in next.parameters {
                #expect(
                    try parameter.tensor.floats() == weights[parameter.name]?.floats())
            }
        }

        /// The weights that lie beside the models that ship are those of the configurations' networks,
        /// under the names that the trainer uses.
        @Test(arguments: [
            ("lite", "lite"), ("main", "main-post-filter"),
            ("main-msssim", "main-msssim-post-filter"),
        ])
        func storedWeightsAreKnown(model: String, config: String) throws {
            let sources = packageFolder + "/Sources"
            let text = try readFile("\(sources)/cwc-train/configs/wavelet-\(config).json")
            let plan = try #require(try RunConfig(parsing: text).outline as? WaveletPlan)
            let stored = try SafeTensors(
                parsing: readFile("\(sources)/CWCEmbeddedFiles/models/wavelet-\(model).safetensors")
            )
            #expect(stored.note("model") == WaveletTrainer.modelName)
            let trainer = try WaveletTrainer(plan, startingFrom: nil, device: .cpu)
            try trainer.restore(stored)
            #expect(trainer.parameters.map(\.name) == stored.tensors.map(\.name))
            for (parameter, tensor) in zip(trainer.parameters, stored.tensors.map(\.tensor)) {
                #expect(try parameter.tensor.floats() == tensor.floats(), "\(parameter.name)")
            }
        }

        /// A larger model that begins with the weights of a smaller one computes the same, and all of it
        /// learns.
        @Test func modelsGrow() throws {
            let pictures = try PictureSet.landscapes(3, width: 64, height: 64)
            let small = try WaveletTrainer(
                plan(rate: 0.1), startingFrom: pictures, device: .cpu)
            for _ in 0..<3 { _ = try small.advance(on: pictures, reporting: false) }
            var architecture = tiny
            architecture.contextWidths = [5, 4]
            architecture.headWidths = [7, 8]
            architecture.postFilterBlocks = 3
            let large = try WaveletTrainer(
                plan(architecture: architecture), startingFrom: nil, device: .cpu)
            try large.restore(SafeTensors(parsing: small.weights().serialized()))
            for (old, new) in zip(
                try small.estimates(on: pictures.pictures),
                try large.estimates(on: pictures.pictures))
            {
                #expect(abs(old.psnr - new.psnr) < 1e-3)
                #expect(abs(old.bitsPerPixel - new.bitsPerPixel) < 1e-4)
            }
            let before = try large.parameters.map { try $0.tensor.floats() }
            for _ in 0..<3 { _ = try large.advance(on: pictures, reporting: false) }
            for (parameter, old) in zip(large.parameters, before) {
                #expect(try parameter.tensor.floats() != old, "\(parameter.name) stayed")
            }
            // A smaller model does not.
            let next = try WaveletTrainer(plan(), startingFrom: nil, device: .cpu)
            #expect(throws: TorchError.self) {
                try next.restore(SafeTensors(parsing: large.weights().serialized()))
            }
        }

        /// What is not to learn stays as it is.
        @Test(arguments: WaveletPlan.LearningPart.allCases)
        func partsLearnAlone(part: WaveletPlan.LearningPart) throws {
            let pictures = try PictureSet.landscapes(3, width: 64, height: 64)
            let trainer = try WaveletTrainer(
                plan(learning: [part]), startingFrom: pictures, device: .cpu)
            let before = try trainer.parameters.map { try $0.tensor.floats() }
            #expect(try trainer.advance(on: pictures, reporting: true) != nil)
            for (parameter, old) in zip(trainer.parameters, before) {
                let isPostFilter = parameter.name.hasPrefix("post_filter")
                let learns = isPostFilter == (part == .postFilter)
                #expect((try parameter.tensor.floats() != old) == learns, "\(parameter.name)")
            }
        }

        /// Before any step the post-filter does next to nothing; finer steps give better pictures.
        @Test func startsAsTheWaveletCodec() throws {
            let pictures = try PictureSet.landscapes(2, width: 64, height: 64)
            let trainer = try WaveletTrainer(plan(), startingFrom: pictures, device: .cpu)
            let points = try trainer.estimates(on: pictures.pictures)
            for (coarse, fine) in zip(points, points.dropFirst()) {
                #expect(coarse.psnr < fine.psnr)
            }
            #expect(points[points.count - 1].psnr > 38)
        }

        @Test func everyParameterLearns() throws {
            let pictures = try PictureSet.landscapes(3, width: 64, height: 64)
            let trainer = try WaveletTrainer(plan(), startingFrom: pictures, device: .cpu)
            let before = try trainer.parameters.map { try $0.tensor.floats() }
            for _ in 0..<3 { _ = try trainer.advance(on: pictures, reporting: false) }
            for (parameter, old) in zip(trainer.parameters, before) {
                #expect(try parameter.tensor.floats() != old, "\(parameter.name) stayed")
            }
        }

        /// The rate falls and the picture gets better within a few steps on one picture.
        @Test func learns() throws {
            let pictures = try PictureSet.landscapes(1, width: 64, height: 64)
            let trainer = try WaveletTrainer(
                plan(steps: 60, rate: 0.1, optimizer: .adam), startingFrom: pictures, device: .cpu)
            let before = try trainer.estimates(on: pictures.pictures)
            while trainer.step < trainer.stepCount {
                _ = try trainer.advance(on: pictures, reporting: false)
            }
            let after = try trainer.estimates(on: pictures.pictures)
            for (old, new) in zip(before, after) {
                #expect(new.bitsPerPixel < 0.85 * old.bitsPerPixel)
            }
        }

        /// What a receiver knows suffices: the cost of the anchors does not depend on the non-anchors,
        /// nor that of luma on chroma.
        @Test func passesDependOnEarlierOnesAlone() throws {
            Torch.seed(5)
            let network = try LevelNetworks(tiny, level: 1, device: .cpu)
            let features = try Tensor.normal([1, 4, 4, 4])
            let values = try (Tensor.normal([1, 9, 4, 4]) * 2).round()
            let luma = try Tensor(
                [Float](repeating: 1, count: 3) + [Float](repeating: 0, count: 6),
                shape: [1, 9, 1, 1])
            let nonAnchors = try Checkerboard.nonAnchors(height: 4, width: 4, device: .cpu)
            func bits(_ values: Tensor, _ part: Tensor) throws -> [Float] {
                try network.logits(
                    SymbolFeatures(values), features: features, autocast: false
                ).luma.narrowed(1, from: 0, count: 15).apply("mul", "Tensor", .tensor(part))
                    .floats()
            }
            let anchors = try nonAnchors * -1 + 1
            let reference = try bits(values, anchors)
            // Other symbols at the non-anchors, and other chroma everywhere.
            let changed =
                try values + nonAnchors * luma * 3
                + (luma * -1 + 1) * 2
            #expect(try bits(changed, anchors) == reference)
            #expect(try bits(values + anchors * 2, nonAnchors) != bits(values, nonAnchors))
        }
    }
}
