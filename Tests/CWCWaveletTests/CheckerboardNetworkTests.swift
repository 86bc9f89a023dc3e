import CWCTestSupport
import CWCWavelet
import Testing

@testable import CWCNetwork

@Suite struct CheckerboardNetworkTests {
    /// At the non-anchors, a folded network gives what the network gives where all non-anchors are
    /// zero.
    @Test(
        arguments: [1, 3, 5, 7], [(1, 1), (1, 4), (2, 2), (5, 3), (6, 9)])
    func foldedGivesTheSame(kernel: Int, size: (Int, Int)) throws {
        let (height, width) = size
        let (inputs, outputs) = (3, 5)
        var random = SeededRandom(seed: UInt64(kernel))
        let network = try network(kernel: kernel, inputs, outputs, inputZero: 0, using: &random)
        var input = IntegerTensor.random(
            height: height, width: width, channels: inputs, in: network.inputRange,
            using: &random)
        for position in 0..<height * width where !isAnchor(position, width: width) {
            for channel in 0..<inputs { input.values[position * inputs + channel] = 0 }
        }
        let expected = NaiveArithmetic.run(network.layers, input)

        for instructions in InstructionSet.available {
            let folded = CheckerboardNetwork(network.using(instructions))
            #expect(folded.isFolded && folded.outputChannels == outputs)
            let output = folded.network.run(cells(of: input))
            for position in 0..<height * width where !isAnchor(position, width: width) {
                let (row, column) = (position / width, position % width)
                let cell = (row / 2 * output.width + column / 2) * 2 + row % 2
                #expect(
                    output.values[cell * outputs..<(cell + 1) * outputs]
                        == expected.values[position * outputs..<(position + 1) * outputs],
                    "row \(row), column \(column), \(instructions), seed \(random.seed)")
            }
        }
    }

    /// Other networks stay as they are: those whose border is not zero, those of several convolutions,
    /// those of too many channels.
    @Test func otherNetworksAreNotFolded() throws {
        var random = SeededRandom(seed: 3)
        let bordered = try network(kernel: 3, 2, 2, inputZero: 1, using: &random)
        let plain = try network(kernel: 3, 2, 2, inputZero: 0, using: &random)
        let wide = try network(
            kernel: 1, 1, NetworkLimits.channels, inputZero: 0, using: &random)
        let double = try IntegerNetwork(
            role: plain.role, inputChannels: 2, inputRange: plain.inputRange,
            layers: plain.layers + bordered.layers)
        for network in [bordered, wide, double] {
            let checkerboard = CheckerboardNetwork(network)
            #expect(!checkerboard.isFolded && checkerboard.network == network)
            #expect(checkerboard.outputChannels == network.outputChannels)
        }
    }

    private func isAnchor(_ position: Int, width: Int) -> Bool {
        (position / width + position % width) % 2 == 0
    }

    /// A convolution and a rectifier.
    private func network(
        kernel: Int, _ inputs: Int, _ outputs: Int, inputZero: Int16,
        using random: inout SeededRandom
    ) throws -> IntegerNetwork {
        let range: ClosedRange<Int16> = -2000...2000
        var convolution = IntegerConvolution.random(
            Convolution(inputs, outputs, kernel: kernel), inputRange: range,
            outputRange: -2000...2000, using: &random)
        convolution.inputZero = inputZero
        return try IntegerNetwork(
            role: .lumaAnchorContext, inputChannels: inputs, inputRange: range,
            layers: [.convolution(convolution), .leakyRectifier(shift: 3)])
    }

    /// The anchors of a tensor, two to a cell; zero beyond its ends.
    private func cells(of tensor: IntegerTensor) -> IntegerTensor {
        let channels = tensor.channels
        let (height, width) = ((tensor.height + 1) / 2, (tensor.width + 1) / 2)
        var cells = IntegerTensor(
            height: height, width: width, channels: 2 * channels,
            values: [Int16](repeating: 0, count: height * width * 2 * channels))
        for row in 0..<tensor.height {
            for column in stride(from: row % 2, to: tensor.width, by: 2) {
                for channel in 0..<channels {
                    let cell = (row / 2 * width + column / 2) * 2 + row % 2
                    cells.values[cell * channels + channel] =
                        tensor.values[(row * tensor.width + column) * channels + channel]
                }
            }
        }
        return cells
    }
}
