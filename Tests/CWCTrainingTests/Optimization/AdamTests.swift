import CWCTestSupport
import CWCTorch
import CWCTraining
import Testing

extension TorchTests {
    @Suite struct AdamTests {
        /// Adam (Kingma & Ba 2015, algorithm 1) for one parameter, in double precision.
        private struct Reference {
            var values: [Double]
            var first: [Double]
            var second: [Double]
            var steps = 0

            init(_ values: [Float]) {
                self.values = values.map(Double.init)
                first = values.map { _ in 0 }
                second = first
            }

            mutating func step(_ gradient: [Double], rate: Double, beta1: Double, beta2: Double) {
                steps += 1
                let correction1 = 1 - (0..<steps).reduce(1.0) { product, _ in product * beta1 }
                let correction2 = 1 - (0..<steps).reduce(1.0) { product, _ in product * beta2 }
                for (i, g) in gradient.enumerated() {
                    first[i] = beta1 * first[i] + (1 - beta1) * g
                    second[i] = beta2 * second[i] + (1 - beta2) * g * g
                    let denominator = (second[i] / correction2).squareRoot() + 1e-8
                    values[i] -= rate * first[i] / correction1 / denominator
                }
            }
        }

        private func parameter(_ values: [Float]) throws -> Tensor {
            let tensor = try Tensor(values)
            try tensor.requireGradient()
            return tensor
        }

        /// Gives a parameter the gradient `values`.
        private func setGradient(_ values: [Float], of parameter: Tensor) throws {
            try (parameter * Tensor(values)).sum().backward()
        }

        /// The plain form and the fused one.
        @Test(arguments: [Double.infinity, 1], [false, true])
        func fiveSteps(limit: Double, fused: Bool) throws {
            var random = SeededRandom(seed: 61)
            let starts = [coarseValues(7, using: &random), coarseValues(3, using: &random)]
            let parameters = try starts.map(parameter)
            let adam = try Adam(
                parameters, learningRate: 0.01, beta1: 0.8, beta2: 0.95, prefersFused: fused)
            adam.rateFactors = [1, 0.25]
            var references = starts.map(Reference.init)
            for step in 0..<5 {
                adam.learningRate = 0.01 * Double(step + 1)
                let gradients = starts.map { coarseValues($0.count, using: &random) }
                for (tensor, values) in zip(parameters, gradients) {
                    try setGradient(values, of: tensor)
                }
                let norm = gradients.joined().reduce(0) { $0 + Double($1 * $1) }.squareRoot()
                #expect(abs(try adam.step(clippingTo: limit).scalar() - norm) < 1e-5 * norm)
                #expect(parameters.allSatisfy { $0.gradient == nil })
                let clip = min(1, limit / norm)
                for (index, factor) in [1, 0.25].enumerated() {
                    references[index].step(
                        gradients[index].map { Double($0) * clip },
                        rate: adam.learningRate * factor, beta1: 0.8, beta2: 0.95)
                }
            }
            #expect(try adam.stepCount == 5)
            for (tensor, reference) in zip(parameters, references) {
                let error =
                    zip(try tensor.floats(), reference.values)
                    .map { abs(Double($0) - $1) }.max() ?? 1
                #expect(error < 1e-6)
            }
        }

        /// Neither does it move, nor do its gradients count in the norm, nor its moments change.
        @Test func rateFactorZeroLeavesAParameterAlone() throws {
            let (fixed, moving) = try (parameter([1, 2]), parameter([1, 2]))
            let adam = try Adam([fixed, moving], learningRate: 0.1)
            adam.rateFactors = [0, 1]
            try setGradient([30, 40], of: fixed)
            try setGradient([3, 4], of: moving)
            #expect(try adam.step().scalar() == 5)
            #expect(try fixed.floats() == [1, 2])
            #expect(fixed.gradient == nil)
            #expect(try moving.floats() != [1, 2])
            let moments = adam.state(names: ["fixed", "moving"])
            #expect(
                moments.map(\.name) == [
                    "adam.first.fixed", "adam.first.moving", "adam.second.fixed",
                    "adam.second.moving",
                ])
            #expect(try moments[0].tensor.floats() == [0, 0])
            #expect(try moments[2].tensor.floats() == [0, 0])
        }

        @Test func parametersWithoutAGradientStay() throws {
            let (silent, moving) = try (parameter([1]), parameter([1]))
            let adam = try Adam([silent, moving], learningRate: 0.1)
            try setGradient([2], of: moving)
            #expect(try adam.step().scalar() == 2)
            #expect(try silent.floats() == [1])
            #expect(try moving.floats() != [1])
            #expect(try adam.step().scalar() == 0)
            #expect(try adam.stepCount == 1)
        }

        @Test(arguments: [Float.infinity, .nan], [false, true])
        func nothingHappensWhenTheNormIsNotFinite(bad: Float, fused: Bool) throws {
            let tensor = try parameter([1, 2])
            let adam = try Adam([tensor], learningRate: 0.1, prefersFused: fused)
            try setGradient([bad, 1], of: tensor)
            #expect(try adam.step(clippingTo: 1).scalar().isFinite == false)
            #expect(try tensor.floats() == [1, 2])
            #expect(tensor.gradient == nil)
            #expect(try adam.stepCount == 0)
        }

        /// Weights `[O, C, k, k]` channels last in memory with gradients that are not, as a sum over
        /// processes can leave them. The fused form alone would update them wrongly.
        @Test(arguments: [false, true])
        func gradientsInAnotherOrderInMemory(fused: Bool) throws {
            Torch.seed(62)
            let weight = try Tensor.normal([4, 3, 3, 3]).channelsLast()
            let before = try weight.floats()
            try weight.requireGradient()
            let x = try Tensor.normal([1, 3, 8, 8])
            try x.convolved(weight, padding: 1).square().sum().backward()
            try Torch.call(
                "as_strided_", "",
                [
                    .tensor(#require(weight.gradient)), .integers(weight.shape),
                    .integers([27, 9, 3, 1]),
                ])
            #expect(weight.gradient?.strides != weight.strides)
            let gradient = try #require(weight.gradient).floats()
            let adam = try Adam([weight], learningRate: 0.1, prefersFused: fused)
            try adam.step()
            var reference = Reference(before)
            reference.step(gradient.map(Double.init), rate: 0.1, beta1: 0.9, beta2: 0.999)
            let error = zip(try weight.floats(), reference.values).map { abs(Double($0) - $1) }
                .max()
            #expect(try #require(error) < 1e-6)
        }

        /// Weights channels last in memory, as the networks have them: here the fused form is used,
        /// and does what the plain one does.
        @Test func bothFormsAgreeOnConvolutions() throws {
            func trained(fused: Bool) throws -> [Float] {
                Torch.seed(63)
                let weight = try Tensor.normal([4, 3, 3, 3]).channelsLast()
                try weight.requireGradient()
                let adam = try Adam([weight], learningRate: 0.1, prefersFused: fused)
                for _ in 0..<3 {
                    let x = try Tensor.normal([1, 3, 8, 8]).channelsLast()
                    try x.convolved(weight, padding: 1).square().sum().backward()
                    #expect(weight.gradient?.strides == weight.strides)
                    try adam.step(clippingTo: 1)
                }
                return try weight.floats()
            }
            let (plain, fused) = try (trained(fused: false), trained(fused: true))
            #expect(zip(plain, fused).allSatisfy { abs($0 - $1) < 1e-6 })
        }
    }
}
