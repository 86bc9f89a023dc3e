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
            learning: Set<WaveletPlan.Part> = Set(WaveletPlan.Part.allCases)
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
            try resumed.restore(try SafeTensors(parsing: middle))
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
            try next.restore(try SafeTensors(parsing: try weights.serialized()))
            #expect(next.step == 0)
            for parameter in next.parameters {
                #expect(
                    try parameter.tensor.floats() == weights[parameter.name]?.floats())
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
            try large.restore(try SafeTensors(parsing: try small.weights().serialized()))
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
                try next.restore(try SafeTensors(parsing: try large.weights().serialized()))
            }
        }

        /// What is not to learn stays as it is.
        @Test(arguments: WaveletPlan.Part.allCases)
        func partsLearnAlone(part: WaveletPlan.Part) throws {
            let pictures = try PictureSet.landscapes(3, width: 64, height: 64)
            let trainer = try WaveletTrainer(
                plan(learning: [part]), startingFrom: pictures, device: .cpu)
            let before = try trainer.parameters.map { try $0.tensor.floats() }
            #expect(try trainer.advance(on: pictures, reporting: true) != nil)
            for (parameter, old) in zip(trainer.parameters, before) {
                let isMending = parameter.name.hasPrefix("mending")
                let learns = isMending == (part == .mending)
                #expect((try parameter.tensor.floats() != old) == learns, "\(parameter.name)")
            }
        }

        /// Before any step the mending does next to nothing; finer steps give better pictures.
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

        /// What a receiver knows suffices: the cost of the anchors does not depend on the others,
        /// nor lightness on colour.
        @Test func passesDependOnEarlierOnesAlone() throws {
            Torch.seed(5)
            let network = try LevelNetworks(tiny, level: 1, device: .cpu)
            let features = try Tensor.normal([1, 4, 4, 4])
            let values = try (try Tensor.normal([1, 9, 4, 4]) * 2).round()
            let lightness = try Tensor(
                [Float](repeating: 1, count: 3) + [Float](repeating: 0, count: 6),
                shape: [1, 9, 1, 1])
            let others = try Checkerboard.others(height: 4, width: 4, device: .cpu)
            func bits(_ values: Tensor, _ part: Tensor) throws -> [Float] {
                try network.logits(
                    try SymbolFeatures(values), features: features, autocast: false
                ).lightness.narrowed(1, from: 0, count: 15).apply("mul", "Tensor", .tensor(part))
                    .floats()
            }
            let anchors = try others * -1 + 1
            let reference = try bits(values, anchors)
            // Other symbols at the others, and other colours everywhere.
            let changed =
                try values + (try (try others * lightness) * 3)
                + (try (try lightness * -1 + 1) * 2)
            #expect(try bits(changed, anchors) == reference)
            #expect(try bits(try values + (try anchors * 2), others) != bits(values, others))
        }

        /// The probabilities of all symbols sum to one.
        @Test func decisionsMakeADistribution() throws {
            Torch.seed(8)
            let one = try Tensor.normal([1, 5, 1, 1])
            var mass = 0.0
            for symbol in -60...60 {
                let value = try Tensor([Float(symbol)], shape: [1, 1, 1, 1])
                mass += raise(2, to: -(try SymbolCost(one).bits(value).scalar()))
            }
            #expect(abs(mass - 1) < 1e-3)
        }
    }

    @Suite struct DecisionCostsTests {
        /// No symbol near a coefficient costs less than the chosen one, and error is weighed against
        /// bits: at no price for bits the nearest is chosen.
        @Test(arguments: [0, 0.08, 0.6])
        func theCheapestIsChosen(lambda: Double) throws {
            Torch.seed(6)
            let shape = [2, 3, 4, 5]
            let coefficients = try Tensor.normal(shape) * 2
            let logits = try Tensor.normal([2, 15, 4, 5]) * 2
            let costs = try SymbolCost(logits)
            let chosen = try costs.cheapest(
                coefficients, lambda: try Tensor([Float(lambda)], shape: [1, 1, 1, 1]))
            if lambda == 0 {
                #expect(try chosen.floats() == coefficients.round().floats())
            }
            // One place at a time, so that the bits of a picture are those of a symbol.
            func places(_ tensor: Tensor) throws -> Tensor {
                try tensor.permuted([0, 2, 3, 1]).reshaped([40, -1, 1, 1])
            }
            for band in 0..<3 {
                let coefficient = try places(try coefficients.narrowed(1, from: band, count: 1))
                let own = try SymbolCost(
                    try places(
                        try logits.narrowed(1, from: band, count: 1).concatenated(
                            (1..<5).map {
                                try logits.narrowed(1, from: $0 * 3 + band, count: 1)
                            }, over: 1)))
                func cost(_ symbol: Tensor) throws -> [Float] {
                    let error = try (try coefficient - symbol).square().reshaped([-1])
                    return try (try error + (try own.bits(symbol) * lambda)).floats()
                }
                let symbol = try places(try chosen.narrowed(1, from: band, count: 1))
                let nearest = try coefficient.round()
                let oneLess = try nearest - (try coefficient.apply("sign"))
                let best = try cost(symbol)
                for other in [nearest, oneLess, try nearest * 0] {
                    for (mine, its) in zip(best, try cost(other)) { #expect(mine <= its + 1e-4) }
                }
            }
        }
    }

    @Suite struct MuonTests {
        /// Singular values end near one, whatever they were.
        @Test(arguments: [(4, 12), (12, 4), (6, 6)])
        func stepsAreNearlyOrthogonal(rows: Int, columns: Int) throws {
            Torch.seed(2)
            let matrix = try Tensor.normal([rows, columns])
            let result = try Muon.orthogonal(matrix).to(.float)
            #expect(result.shape == [rows, columns])
            let values = try Torch.call("linalg_svdvals", "", [.tensor(result)])[0].floats()
            for value in values { #expect((0.6...1.3).contains(value)) }
        }

        @Test func stepsGoDownhill() throws {
            Torch.seed(3)
            let weight = try Tensor.normal([4, 3, 2, 2])
            try weight.requireGradient()
            let muon = try Muon([weight], learningRate: 0.05)
            var losses: [Double] = []
            for _ in 0..<40 {
                let loss = try weight.square().sum()
                losses.append(try loss.scalar())
                try loss.backward()
                try muon.step()
                weight.clearGradient()
            }
            #expect(losses[39] < 0.5 * losses[0])
        }
    }

    @Suite struct WaveletPlanTests {
        /// Weights scale the steps of their bands, and of no others.
        @Test func bandWeightsScaleSteps() throws {
            #expect(SubbandWeights.even(levels: 6).gains == .equalError(levels: 6))
            let text = #"{"levels": [2, 1], "colour": 0.5, "low": 3}"#
            var reader = try ConfigReader(try JSON(parsing: Array(text.utf8)[...]))
            let gains = try SubbandWeights(parsing: &reader, levels: 2).gains
            let even = BaseQuantizationSteps.equalError(levels: 2)
            func factors(_ gains: [UInt32], _ even: [UInt32]) -> [Double] {
                zip(gains, even).map { (Double($0) / Double($1) * 1000).rounded() / 1000 }
            }
            #expect(factors(gains.low, even.low) == [3, 1.5, 1.5])
            #expect(
                factors(gains.details[0], even.details[0]) == [2, 2, 2, 1, 1, 1, 1, 1, 1])
            #expect(
                factors(gains.details[1], even.details[1])
                    == [1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
            var wrong = try ConfigReader(try JSON(parsing: Array(text.utf8)[...]))
            #expect(throws: ConfigError.self) { try SubbandWeights(parsing: &wrong, levels: 3) }
        }

        @Test func parses() throws {
            let text = """
                {"profile": "main", "seed": 7, "optimizer": "adam", "phases": [
                  {"name": "a", "steps": 10, "batch": 8, "crop": 128, "learning_rate": 0.001},
                  {"name": "b", "steps": 5, "batch": 4, "crop": 256, "learning_rate": 0.001,
                   "final_learning_rate": 0}]}
                """
            var reader = try ConfigReader(try JSON(parsing: Array(text.utf8)[...]))
            let plan = try WaveletPlan(parsing: &reader)
            try reader.finish()
            #expect(plan.seed == 7)
            #expect(plan.optimizer == .adam)
            #expect(plan.stepCount == 15)
            #expect(plan.largestCrop == 256)
            #expect(plan.phase(at: 12).phase.name == "b")
            #expect(plan.learningRate(at: 0) == 1e-5)
            #expect(plan.phases[0].learningRate(at: 9) == 1e-3)
            #expect(plan.phases[1].learningRate(at: 5) == 0)
            #expect(plan.qualities == 0...100)
        }

        @Test(arguments: ["[40, 40]", "[60, 40]", "[40]", "[0, 101]"])
        func qualitiesAreARange(_ qualities: String) throws {
            let text = """
                {"qualities": \(qualities), "phases": [
                  {"name": "a", "steps": 1, "batch": 1, "crop": 64, "learning_rate": 0}]}
                """
            var reader = try ConfigReader(try JSON(parsing: Array(text.utf8)[...]))
            guard qualities == "[40, 40]" else {
                #expect(throws: ConfigError.self) { try WaveletPlan(parsing: &reader) }
                return
            }
            #expect(try WaveletPlan(parsing: &reader).qualities == 40...40)
        }

        /// Probabilities learn from the symbols of a crop once.
        @Test(arguments: [[#""mending""#], [#""probabilities""#], []])
        func poolsAreForMending(learning: [String]) throws {
            let text = """
                {"effort": 2, "reuse": 3, "pool": 64, "learning": [\(learning.joined())], "phases": [
                  {"name": "a", "steps": 1, "batch": 1, "crop": 64, "learning_rate": 0}]}
                """
            var reader = try ConfigReader(try JSON(parsing: Array(text.utf8)[...]))
            guard learning == [#""mending""#] else {
                #expect(throws: ConfigError.self) { try WaveletPlan(parsing: &reader) }
                return
            }
            let plan = try WaveletPlan(parsing: &reader)
            #expect(plan.effort == 2 && plan.reuse == 3 && plan.poolSize == 64)
        }

        @Test func networksDepartFromTheProfile() throws {
            let text = """
                {"profile": "lite", "learning": ["probabilities"],
                 "networks": {"post_filter_blocks": 3, "head_widths": [1, 2, 3, 4, 5, 6]}, "phases": [
                  {"name": "a", "steps": 1, "batch": 1, "crop": 64, "learning_rate": 0}]}
                """
            func parsed(_ text: String) throws -> WaveletPlan {
                var reader = try ConfigReader(try JSON(parsing: Array(text.utf8)[...]))
                return try WaveletPlan(parsing: &reader)
            }
            let plan = try parsed(text)
            var expected = WaveletArchitecture.lite
            expected.postFilterBlocks = 3
            expected.headWidths = [1, 2, 3, 4, 5, 6]
            #expect(plan.architecture == expected)
            #expect(plan.learning == [.probabilities])
            for (right, wrong) in [
                ("[1, 2, 3, 4, 5, 6]", "[1, 2, 3]"), ("4, 5, 6]", "4, 5, 6.5]"),
                ("\"probabilities\"", "\"everything\""), ("blocks\": 3", "blocks\": -1"),
            ] {
                let text = text.replacing(right, with: wrong)
                #expect(throws: ConfigError.self) { _ = try parsed(text) }
            }
        }

        @Test func cropsMustFitTheLevels() throws {
            let text = """
                {"phases": [{"name": "a", "steps": 1, "batch": 1, "crop": 100, "learning_rate": 0}]}
                """
            var reader = try ConfigReader(try JSON(parsing: Array(text.utf8)[...]), path: "plan")
            #expect(
                throws: ConfigError(key: "plan.phases[0].crop", "must be a multiple of 64")
            ) {
                try WaveletPlan(parsing: &reader)
            }
        }
    }
}
