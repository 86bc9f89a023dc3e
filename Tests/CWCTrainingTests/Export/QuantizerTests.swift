import CWCNetwork
import CWCSeed
import CWCTestSupport
import CWCTraining
import Testing

@Suite struct QuantizerTests {
    /// One convolution: the error of an output is at most
    /// `Σ|x| · s/2` (weights, at most half their step s) `+ sᵢ·s/2` (bias) `+ sₒ/2` (rounding),
    /// and a thousandth for the 31-bit multiplier.
    @Test(arguments: [1, 3], [TensorScale.pixels, .bits, .logits(fractionBits: 8)])
    func oneConvolution(kernel: Int, input: TensorScale) throws {
        var random = SeededRandom(seed: 21)
        let shape = Convolution(5, 7, kernel: kernel)
        let numbers = ConvolutionParameters.random(shape, using: &random)
        let integers = IntegerTensor.random(
            height: 4, width: 5, channels: 5, in: input.range, using: &random)
        let declaration = NetworkDeclaration(
            role: .codes, inputChannels: 5, layers: [.convolution(shape)])
        var reference = FloatReference([numbers])
        let x = FloatReference.Tensor(integers, input)
        let expected = reference.run(declaration.layers, x)
        let quantized = try quantize(
            declaration, parameters: [numbers], maxima: reference.maxima, input: input,
            output: nil, bits: ActivationBits(stream: 12, branch: 8))
        let actual = FloatReference.Tensor(quantized.network.run(integers), quantized.output)

        let step = numbers.weights.lazy.map { Double($0.magnitude) }.reduce(0, max) / 127
        // No output sees more than kernel² · 5 inputs, none larger than the largest.
        let sum = x.magnitude * Double(kernel * kernel * 5)
        let bound =
            1.001 * (sum * step / 2 + input.step * step / 2 + quantized.output.step / 2)
        #expect(largestDifference(actual, expected) <= bound)
        // The bound says something: outputs are much larger.
        #expect(bound < expected.magnitude / 2)
        #expect(quantized.output.step == Double(reference.maxima[0]) / 4095)
    }

    /// Whole networks of all kinds of layers: root mean square error relative to the largest output.
    /// 8-bit weights alone cost up to 0.2 %, 8-bit activations up to 0.6 % with them.
    @Test(arguments: [(8, 8, 0.01), (12, 8, 0.005), (12, 12, 0.004)])
    func wholeNetworks(stream: Int, branch: Int, bound: Double) throws {
        var random = SeededRandom(seed: 22)
        let bits = ActivationBits(stream: stream, branch: branch)
        let networks: [(NetworkDeclaration, TensorScale, TensorScale?)] = [
            (TinyArchitecture.synthesis, .bits, nil),
            (TinyArchitecture.features, .pixels, nil),
            (Self.deep, .pixels, nil),
            (TinyArchitecture.separableSynthesis, .bits, nil),
        ]
        for (declaration, input, output) in networks {
            let numbers = declaration.convolutions.map {
                ConvolutionParameters.random($0, using: &random)
            }
            let integers = IntegerTensor.random(
                height: 16, width: 24, channels: declaration.inputChannels, in: input.range,
                using: &random)
            var reference = FloatReference(numbers)
            let expected = reference.run(
                declaration.layers, FloatReference.Tensor(integers, input))
            let quantized = try quantize(
                declaration, parameters: numbers, maxima: reference.maxima, input: input,
                output: output, bits: bits)
            let actual = FloatReference.Tensor(quantized.network.run(integers), quantized.output)
            let error = rootMeanSquareDifference(actual, expected) / expected.magnitude
            #expect(error < bound, "\(declaration.role), seed \(random.seed)")
            #expect(quantized.network.declaration == declaration)
        }
    }

    /// A residual in a residual, a stream that may be negative, and two residuals on one scale.
    static let deep = NetworkDeclaration(
        role: .features, inputChannels: 3,
        layers: [
            .convolution(Convolution(3, 6, kernel: 3)),
            .residual([
                .convolution(Convolution(6, 4, kernel: 3)), .rectifier,
                .residual([.convolution(Convolution(4, 4, kernel: 1))]),
                .convolution(Convolution(4, 6, kernel: 1)),
            ]),
            .residual([.convolution(Convolution(6, 6, kernel: 1)), .rectifier]),
            .rectifier,
            .convolution(Convolution(6, 8, kernel: 4, stride: 2, padding: 1)),
            .pixelShuffle(factor: 2),
        ])

    /// Both terms of every sum have the step of the sum: the residual needs no multiplier.
    @Test func rangesOfTheStream() throws {
        var random = SeededRandom(seed: 23)
        let declaration = TinyArchitecture.features
        let numbers = declaration.convolutions.map {
            ConvolutionParameters.random($0, using: &random)
        }
        // Layers in running order; the sum, before its rectifier 8, is what does not count.
        let maxima: [Float] = [9, 1, 9, 2, 9, 3, 9, 5]
        let quantized = try quantize(
            declaration, parameters: numbers, maxima: maxima, input: .pixels, output: nil,
            bits: ActivationBits(stream: 10, branch: 8))
        // The last convolution, its rectifier, the body and the sum share the largest of 2, 3, 5.
        #expect(quantized.output == TensorScale(step: 5.0 / 1023, range: 0...1023))
        guard case .residual(let body, let range) = quantized.network.layers[4],
            case .convolution(let inside) = body[0]
        else { throw Unexpected() }
        #expect(range == 0...1023 && inside.outputRange == 0...1023)
        guard case .convolution(let first) = quantized.network.layers[0] else {
            throw Unexpected()
        }
        #expect(first.inputZero == 128 && first.outputRange == 0...1023)
    }

    /// What a leaky rectifier makes small may be large before it: no value is clamped there that
    /// the rectifier would bring back into range.
    @Test func rangesAroundALeak() throws {
        let quantized = try quantize(
            NetworkDeclaration(
                role: .synthesis, inputChannels: 1,
                layers: [
                    .convolution(Convolution(1, 1, kernel: 1)), .leakyRectifier(shift: 2),
                    .depthwise(1, kernel: 1), .leakyRectifier(shift: 9),
                ]),
            parameters: Array(
                repeating: ConvolutionParameters(weights: [1], biases: [0]), count: 2),
            maxima: [40, 10, 40, 1], input: .bits, output: nil,
            bits: ActivationBits(stream: 8, branch: 8))
        guard case .convolution(let first) = quantized.network.layers[0],
            case .convolution(let second) = quantized.network.layers[2]
        else { throw Unexpected() }
        #expect(first.outputRange == -1020...255)
        #expect(second.outputRange == -32768...255 && second.shape.isDepthwise)
        #expect(quantized.output == TensorScale(step: 1.0 / 255, range: -64...255))
    }

    /// Pixels in and out are exact where the real arithmetic is: mid-grey, through padding too.
    @Test func pixelsKeepTheirZero() throws {
        let shape = Convolution(1, 2, kernel: 3)
        let quantized = try quantize(
            NetworkDeclaration(
                role: .synthesis, inputChannels: 1, layers: [.convolution(shape)]),
            parameters: [
                ConvolutionParameters(
                    weights: (0..<18).map { Float($0 % 5) - 1.7 }, biases: [0, 0.5])
            ],
            maxima: [1], input: .pixels, output: .pixels,
            bits: ActivationBits(stream: 8, branch: 8))
        let grey = IntegerTensor(
            height: 2, width: 2, channels: 1, values: Array(repeating: 128, count: 4))
        // 127.5 · 0.5 + 128 = 191.75
        #expect(
            quantized.network.run(grey).values
                == Array(repeating: [128, 192], count: 4).flatMap { $0 })
        #expect(quantized.output == .pixels)
    }

    @Test func logits() throws {
        let quantized = try quantize(
            NetworkDeclaration(
                role: .importance, inputChannels: 1,
                layers: [.convolution(Convolution(1, 1, kernel: 1))]),
            parameters: [ConvolutionParameters(weights: [0.5], biases: [-1.5])], maxima: [9],
            input: .bits, output: .logits(fractionBits: 8),
            bits: ActivationBits(stream: 8, branch: 8))
        let input = IntegerTensor(height: 1, width: 2, channels: 1, values: [0, 1])
        #expect(quantized.network.run(input).values == [-384, -256])
    }

    /// Channels without weights, with tiny weights, with a bias beyond the range, and tensors that
    /// were always zero.
    @Test(arguments: [Float(0), 1])
    func degenerateChannels(maximum: Float) throws {
        let quantized = try quantize(
            NetworkDeclaration(
                role: .codes, inputChannels: 1,
                layers: [.convolution(Convolution(1, 5, kernel: 1))]),
            parameters: [
                ConvolutionParameters(
                    weights: [0, 0, 1e-30, 1e-30, 0], biases: [0, 0.5, 0, -0.5, 1e6])
            ],
            maxima: [maximum], input: .bits, output: nil,
            bits: ActivationBits(stream: 8, branch: 8))
        let output = quantized.network.run(
            IntegerTensor(height: 1, width: 1, channels: 1, values: [1]))
        // Half of the step that 1 has 255 of is 127.5, halves upward.
        #expect(output.values == [0, 128, 0, -127, 255])
    }

    /// So many large products that full 8-bit weights would overflow: the weights give way.
    @Test func sumsThatWouldOverflow() throws {
        let shape = Convolution(600, 1, kernel: 1)
        let numbers = ConvolutionParameters(
            weights: Array(repeating: 0.5, count: 600), biases: [0])
        let input = TensorScale(step: 1.0 / 32767, range: -32767...32767)
        let quantized = try quantize(
            NetworkDeclaration(
                role: .codes, inputChannels: 600, layers: [.convolution(shape)]),
            parameters: [numbers], maxima: [300], input: input, output: nil,
            bits: ActivationBits(stream: 15, branch: 8))
        guard case .convolution(let convolution) = quantized.network.layers[0] else {
            throw Unexpected()
        }
        #expect(convolution.weights.allSatisfy { (100..<127).contains($0) })
        let ones = IntegerTensor(
            height: 1, width: 1, channels: 600, values: Array(repeating: 32767, count: 600))
        let value = FloatReference.Tensor(quantized.network.run(ones), quantized.output).values[0]
        #expect(abs(value - 300) < 300 * 0.5 / 100)
    }

    @Test func refusals() throws {
        let shape = Convolution(1, 1, kernel: 1)
        let good = ConvolutionParameters(weights: [1], biases: [0])
        func expect(
            _ error: QuantizationError, _ layers: [Layer], _ parameters: [ConvolutionParameters],
            _ maxima: [Float], input: TensorScale = .bits, output: TensorScale? = nil,
            sourceLocation: SourceLocation = #_sourceLocation
        ) {
            #expect(throws: error, sourceLocation: sourceLocation) {
                _ = try quantize(
                    NetworkDeclaration(role: .codes, inputChannels: 1, layers: layers),
                    parameters: parameters, maxima: maxima, input: input, output: output,
                    bits: ActivationBits(stream: 8, branch: 8))
            }
        }
        let one: [Layer] = [.convolution(shape)]
        expect(.wrongCount(what: "parameters", expected: 1, actual: 0), one, [], [1])
        expect(
            .wrongCount(what: "maxima", expected: 2, actual: 1), [.residual(one)], [good], [1])
        expect(
            .wrongCount(what: "weights", expected: 1, actual: 2), one,
            [ConvolutionParameters(weights: [1, 1], biases: [0])], [1])
        expect(
            .wrongCount(what: "biases", expected: 1, actual: 0), one,
            [ConvolutionParameters(weights: [1], biases: [])], [1])
        expect(.notFinite(what: "maximum"), one, [good], [.nan])
        expect(.notFinite(what: "maximum"), one, [good], [-1])
        expect(
            .notFinite(what: "parameter of convolution 0"), one,
            [ConvolutionParameters(weights: [.infinity], biases: [0])], [1])
        expect(.offsetZero, [.rectifier], [], [1], input: .pixels)
        expect(.offsetZero, [.residual(one)], [good], [1, 1], input: .pixels)
        expect(.offsetZero, one + [.rectifier], [good], [1, 1], output: .pixels)
        // A weight of 1e30 on a scale of 1/255 asks for a left shift.
        expect(
            .outOfRange(convolution: 0, output: 0), one,
            [ConvolutionParameters(weights: [1e30], biases: [0])], [1])
        expect(
            .refused(
                NetworkError(
                    role: .codes, layer: 0, reason: .indivisibleChannels(1, factor: 2))),
            [.pixelShuffle(factor: 2)], [], [1])
    }

    @Test func channelsFirst() {
        // [out 1, in 2, 2, 2]
        let numbers = ConvolutionParameters(
            channelsFirst: [1, 2, 3, 4, 5, 6, 7, 8], biases: [0],
            shape: Convolution(2, 1, kernel: 2))
        #expect(numbers.weights == [1, 5, 2, 6, 3, 7, 4, 8])
    }

    struct Unexpected: Error {}
}

private func largestDifference(_ a: FloatReference.Tensor, _ b: FloatReference.Tensor) -> Double {
    zip(a.values, b.values).map { abs($0 - $1) }.max() ?? 0
}
