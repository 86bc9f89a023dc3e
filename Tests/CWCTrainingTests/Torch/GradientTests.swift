import CWCNetwork
import CWCTestSupport
import CWCTorch
import CWCTraining
import Testing

extension TorchTests {
    /// Gradients of the operators that the networks are made of, against finite differences.
    @Suite struct GradientTests {
        struct Case: Sendable, CustomTestStringConvertible {
            let testDescription: String
            let function: ScalarFunction

            init(_ name: String, _ function: @escaping ScalarFunction) {
                testDescription = name
                self.function = function
            }
        }

        /// Functions of `[2, 4, 4, 6]`; squares make gradients depend on the place.
        static let cases = [
            Case("plus") { x in try (x + x * 0.5).square().sum() },
            Case("minus") { x in try (x - x.square()).square().sum() },
            Case("times") { x in try (x * x.apply("flip", "", .integers([0, 2]))).sum() },
            Case("quotient") { x in try (x / (x.square() + 4)).sum() },
            Case("number on the right") { x in try ((x * 3 - 1) / 4 + 2).square().sum() },
            Case("sigmoid") { x in try x.sigmoid().square().sum() },
            Case("rectifier") { x in try x.rectified().square().sum() },
            Case("leaky rectifier") { x in
                try x.leakyRectified(slope: 0.125).square().sum()
            },
            Case("log of mean") { x in
                try ((x.square().mean(over: [1, 2, 3]) + 10).log() * 100).sum()
            },
            Case("pixel shuffle") { x in
                let shuffled = try x.pixelShuffled(2)
                return try (shuffled * shuffled.apply("flip", "", .integers([3]))).sum()
            },
            Case("narrow and join") { x in
                let part = try x.narrowed(3, from: 1, count: 3)
                return try part.concatenated([part.square()], over: 1).square().sum()
            },
        ]

        @Test(arguments: cases)
        func ofOperators(example: Case) throws {
            var random = SeededRandom(seed: 31)
            let shape = [2, 4, 4, 6]
            let values = coarseValues(shape.reduce(1, *), using: &random)
            let exact = try gradient(of: example.function, at: values, shape: shape)
            let approximate = try differences(of: example.function, at: values, shape: shape)
            // Second-order error of the differences, 2⁻²⁰ times a third derivative.
            #expect(largestDifference(exact, approximate) < 1e-4)
            #expect((exact.map(abs).max() ?? 0) > 0.01)
        }

        /// Every convolution of the architecture: with respect to input, weights and bias.
        @Test(arguments: [
            Convolution(3, 2, kernel: 8, stride: 4, padding: 2),
            Convolution(2, 3, kernel: 4, stride: 2, padding: 1),
            Convolution(2, 3, kernel: 3), Convolution(3, 2, kernel: 1),
            Convolution(depthwise: 3, kernel: 3),
        ])
        func ofConvolutions(shape: Convolution) throws {
            var random = SeededRandom(seed: 32)
            let inputShape = [2, shape.inputChannels, 8, 8]
            let weightShape = [
                shape.outputChannels, shape.inputsPerOutput, shape.kernel, shape.kernel,
            ]
            let input = coarseValues(inputShape.reduce(1, *), using: &random)
            let weights = coarseValues(shape.weightCount, using: &random)
            let biases = coarseValues(shape.outputChannels, using: &random)
            let x = try Tensor(input, shape: inputShape).to(.double)
            let w = try Tensor(weights, shape: weightShape).to(.double)
            let b = try Tensor(biases).to(.double)
            func convolve(_ x: Tensor, _ w: Tensor, _ b: Tensor) throws -> Tensor {
                try x.convolved(
                    w, bias: b, stride: shape.stride, padding: shape.padding,
                    groups: shape.isDepthwise ? shape.inputChannels : 1
                ).square().mean()
            }
            for (tensor, values, function) in [
                (x, input, { (t: Tensor) in try convolve(t, w, b) }),
                (w, weights, { t in try convolve(x, t, b) }),
                (b, biases, { t in try convolve(x, w, t) }),
            ] {
                try tensor.requireGradient()
                tensor.clearGradient()
                try function(tensor).backward()
                let exact = try #require(tensor.gradient).floats()
                nonisolated(unsafe) let evaluate = function
                let approximate = try differences(
                    of: { try evaluate($0) }, at: values, shape: tensor.shape)
                #expect(largestDifference(exact, approximate) < 1e-4)
            }
        }
    }
}
