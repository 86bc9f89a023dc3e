import CWCNetwork
import CWCSeed
import CWCTestSupport
import CWCTraining
import Testing

/// Convolutions that read bytes of a stream of more bits.
@Suite struct NarrowingTests {
    private static let declaration = NetworkDeclaration(
        role: .codes, inputChannels: 5,
        layers: [
            .convolution(Convolution(5, 12, kernel: 3)), .rectifier,
            .residual([
                .convolution(Convolution(12, 12, kernel: 3)), .rectifier,
                .convolution(Convolution(12, 12, kernel: 3)),
            ]),
            .residual([
                .convolution(Convolution(12, 12, kernel: 3)), .rectifier,
                .convolution(Convolution(12, 12, kernel: 3)),
            ]),
            .rectifier, .convolution(Convolution(12, 8, kernel: 3)), .pixelShuffle(factor: 2),
        ])

    /// Every convolution but the first reads bytes; the result is about as exact as without, however unequal the
    /// channels are.
    @Test func convolutionsReadBytes() throws {
        var random = SeededRandom(seed: 31)
        var numbers = Self.declaration.convolutions.map {
            ConvolutionParameters.random($0, using: &random)
        }
        // Half of the stream's channels are a hundredth of the others.
        for convolution in [0, 2, 4] {
            for index in numbers[convolution].weights.indices where index / (9 * 12) % 2 == 1 {
                numbers[convolution].weights[index] /= 100
            }
        }
        let input = TensorScale(step: 1 / 256, range: -1024...1023)
        let integers = IntegerTensor.random(
            height: 10, width: 12, channels: 5, in: input.range, using: &random)
        var reference = FloatReference(numbers)
        let x = FloatReference.Tensor(integers, input)
        let expected = reference.run(Self.declaration.layers, x)
        func quantized(_ channelMaxima: [[Float]]?) throws -> (IntegerNetwork, error: Double) {
            let quantized = try quantize(
                Self.declaration, parameters: numbers, maxima: reference.maxima, input: input,
                output: nil, bits: ActivationBits(stream: 12, branch: 8),
                channelMaxima: channelMaxima)
            let actual = FloatReference.Tensor(quantized.network.run(integers), quantized.output)
            return (
                quantized.network,
                rootMeanSquareDifference(actual, expected) / expected.magnitude
            )
        }
        let (network, error) = try quantized(reference.channelMaxima)
        let (usual, usualError) = try quantized(nil)
        #expect(error < 2 * usualError + 0.002)
        #expect(widest(usual.layers.dropFirst(), 0...4095) == 4095 + 4095)
        #expect(widest(network.layers.dropFirst(), 0...4095) == 255)
        #expect(network.declaration.convolutions.filter(\.isDepthwise).count == 3)
    }

    /// The widest range that a full convolution of a list reads.
    private func widest(_ layers: some Sequence<IntegerLayer>, _ input: ClosedRange<Int16>) -> Int {
        var range = input
        var widest = 0
        for layer in layers {
            switch layer {
            case .convolution(let convolution):
                let width = Int(range.upperBound) - Int(range.lowerBound)
                if !convolution.shape.isDepthwise { widest = max(widest, width) }
                range = convolution.outputRange
            case .residual(let body, let output):
                widest = max(widest, self.widest(body, range))
                range = output
            case .rectifier: range = max(range.lowerBound, 0)...max(range.upperBound, 0)
            case .leakyRectifier, .pixelShuffle: break
            }
        }
        return widest
    }

    /// Channels of an input and of an output can have steps of their own.
    @Test func channelsHaveSteps() throws {
        var random = SeededRandom(seed: 33)
        let shape = Convolution(3, 8, kernel: 3)
        let declaration = NetworkDeclaration(
            role: .codes, inputChannels: 3,
            layers: [.convolution(shape), .pixelShuffle(factor: 2), .rectifier])
        let numbers = ConvolutionParameters.random(shape, using: &random)
        let input = TensorScale(step: 1 / 16, range: -127...127)
        let inputFactors = [1, 0.01, 0.2]
        let outputFactors = [0.05, 1]
        let integers = IntegerTensor.random(
            height: 5, width: 6, channels: 3, in: input.range, using: &random)
        var x = FloatReference.Tensor(integers, input)
        for index in x.values.indices { x.values[index] *= inputFactors[index % 3] }
        var reference = FloatReference([numbers])
        let expected = reference.run(declaration.layers, x)
        let output = TensorScale(step: expected.magnitude / 100, range: 0...255)
        let quantized = try quantize(
            declaration, parameters: [numbers], maxima: reference.maxima, input: input,
            inputFactors: inputFactors, output: output,
            outputFactors: outputFactors.flatMap { [Double](repeating: $0, count: 4) },
            bits: ActivationBits(stream: 8, branch: 8))
        var actual = FloatReference.Tensor(quantized.network.run(integers), output)
        var clamped = expected
        for index in actual.values.indices {
            let step = output.step * outputFactors[index % 2]
            actual.values[index] *= outputFactors[index % 2]
            clamped.values[index] = min(clamped.values[index], 255 * step)
        }
        for (index, value) in actual.values.enumerated() {
            let step = output.step * outputFactors[index % 2]
            #expect(abs(value - clamped.values[index]) < 0.51 * step + expected.magnitude / 50)
        }
        #expect(quantized.network.outputRange == 0...255)
    }

    /// Maxima that are not those of the network's channels are refused.
    @Test func channelsMustFit() throws {
        var random = SeededRandom(seed: 32)
        let numbers = Self.declaration.convolutions.map {
            ConvolutionParameters.random($0, using: &random)
        }
        #expect(throws: QuantizationError.self) {
            try quantize(
                Self.declaration, parameters: numbers, maxima: [Float](repeating: 1, count: 12),
                input: TensorScale(step: 1, range: -1024...1023), output: nil,
                bits: ActivationBits(stream: 12, branch: 8),
                channelMaxima: [[Float]](repeating: [1], count: 12))
        }
    }
}
