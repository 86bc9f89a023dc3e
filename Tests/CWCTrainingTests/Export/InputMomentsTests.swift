import CWCNetwork
import CWCTestSupport
import CWCTorch
import Testing

@testable import CWCTraining

@Suite struct InputMomentsTests {
    /// Inputs that have nothing to do with each other: every weight goes to its nearest integer.
    @Test func independentInputs() {
        let moments = InputMoments(means: [0, 0, 0], factor: [2, 0, 0, 0, 1, 0, 0, 0, 3])
        #expect(moments.rounded([1.4, -2.6, 0.5], limit: 127) == [1, -3, 1])
        #expect(moments.rounded([130, -128, 0], limit: 127) == [127, -127, 0])
    }

    /// Two inputs that are nearly the same: what the first weight loses, the second takes.
    @Test func inputsThatGoTogether() {
        // The inverse of ((1, 0.99), (0.99, 1)), as its upper triangular factor.
        let factor: [Float] = [7.089, -7.018, 0, 1]
        let moments = InputMoments(means: [0, 0], factor: factor)
        // 0.4 + 0.4 is nearer to 1 than to 0.
        #expect(moments.rounded([0.4, 0.4], limit: 127) == [0, 1])
        #expect(moments.rounded([10.4, -3.3], limit: 127) == [10, -3])
    }
}

extension TorchTests {
    @Suite struct WindowStatisticsTests {
        private let declaration = NetworkDeclaration(
            role: .features, inputChannels: 3,
            layers: [
                .convolution(Convolution(3, 8, kernel: 8, stride: 4, padding: 2)), .rectifier,
                .residual([
                    .convolution(Convolution(8, 4, kernel: 3)), .rectifier,
                    .convolution(Convolution(4, 8, kernel: 3)),
                ]), .rectifier,
            ])

        /// Integers that are rounded for their inputs are closer to the floats, on other pictures
        /// than those that the moments are from.
        @Test func roundingForTheInputs() throws {
            Torch.seed(61)
            let network = try FloatNetwork(declaration, device: .cpu)
            func picture(_ seed: UInt64) throws(TorchError) -> Tensor {
                try pictureTensor(
                    Drawing.landscape(width: 96, height: 64, seed: seed), count: 1, height: 64,
                    width: 96, device: .cpu)
            }
            let (moments, maxima) = try Torch.withoutGradient { () throws(TorchError) in
                var statistics = WindowStatistics()
                var calibration = Calibration()
                for seed in 1...4 as ClosedRange<UInt64> {
                    try statistics.run(network, on: try picture(seed))
                    _ = try calibration.run(network, on: try picture(seed))
                }
                return (try statistics.moments(), calibration.maxima)
            }
            #expect(moments.map(\.means.count) == [192, 72, 36])
            let x = try picture(9)
            let expected = try Torch.withoutGradient { () throws(TorchError) in
                try network(x).permuted([0, 2, 3, 1]).reshaped([-1]).floats()
            }
            func error(_ moments: [InputMoments]?) throws -> Double {
                let quantized = try quantize(
                    declaration, parameters: network.quantizerParameters(moments),
                    maxima: maxima, input: .pixels, output: nil,
                    bits: ActivationBits(stream: 12, branch: 12))
                let bytes = Drawing.landscape(width: 96, height: 64, seed: 9)
                let output = quantized.network.run(
                    IntegerTensor(
                        height: 64, width: 96, channels: 3, values: bytes.map(Int16.init)))
                return zip(output.values, expected).reduce(0) { sum, pair in
                    let difference = Double(pair.0) * quantized.output.step - Double(pair.1)
                    return sum + difference * difference
                }
            }
            #expect(try error(moments) < 0.5 * error(nil))
        }
    }
}
