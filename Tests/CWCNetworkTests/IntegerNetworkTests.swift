import CWCModel
import CWCNetwork
import CWCSeed
import CWCTestSupport
import Testing

@Suite struct IntegerNetworkTests {
    /// All kinds of layers, against the formulas, on odd sizes.
    @Test(arguments: [(1, 1), (3, 2), (5, 7)])
    func matchesTheFormulas(height: Int, width: Int) throws {
        var random = SeededRandom(seed: 5)
        let model = try Model.tiny(using: &random)
        for network in model.networks {
            let input = IntegerTensor.random(
                height: height * network.downsampling, width: width * network.downsampling,
                channels: network.inputChannels, in: network.inputRange, using: &random)
            let output = network.run(input)
            #expect(output == NaiveArithmetic.run(network.layers, input), "seed \(random.seed)")
            #expect(output.channels == network.outputChannels)
            #expect(output.height == height * network.upsampling)
            #expect(output.values.allSatisfy(network.outputRange.contains))
            // An output that is all clamped, or all one value, would prove little.
            if output.values.count > 20 { #expect(Set(output.values).count > 5) }
        }
    }

    /// A rectifier alone, doubled, and after each kind of layer is `max(x, 0)`, folded or not.
    @Test func rectifiers() throws {
        var random = SeededRandom(seed: 7)
        let range: ClosedRange<Int16> = -100...50
        let convolution = IntegerLayer.convolution(
            .random(
                Convolution(4, 4, kernel: 1), inputRange: range, outputRange: range,
                using: &random))
        let negative = IntegerLayer.convolution(
            .random(
                Convolution(4, 4, kernel: 1), inputRange: range, outputRange: -90 ... -10,
                using: &random))
        let residual = IntegerLayer.residual([convolution], outputRange: range)
        let input = IntegerTensor.random(
            height: 4, width: 4, channels: 4, in: range, using: &random)
        for layers in [
            [.rectifier], [.rectifier, .rectifier], [convolution, .rectifier, .rectifier],
            [residual, .rectifier], [.pixelShuffle(factor: 2), .rectifier],
            [.residual([convolution, .rectifier], outputRange: range), .rectifier],
        ] as [[IntegerLayer]] {
            let network = try Self.network(layers, channels: 4, range: range)
            let output = network.run(input)
            #expect(output == NaiveArithmetic.run(layers, input))
            #expect(output.values.contains { $0 > 0 } && output.values.allSatisfy { $0 >= 0 })
            #expect(network.outputRange == 0...50)
        }
        // A range below zero becomes zero.
        let zero = try Self.network([negative, .rectifier], channels: 4, range: range)
        #expect(zero.outputRange == 0...0)
        #expect(zero.run(input).values.allSatisfy { $0 == 0 })
    }

    /// Spec model §2.8.
    @Test(
        arguments: [
            (-32768...32767, [23, 8, -22, -37]), (-30...20, [20, 8, -22, -30]),
        ] as [(ClosedRange<Int16>, [Int16])])
    func exampleOfTheSpecification(range: ClosedRange<Int16>, expected: [Int16]) throws {
        let layer = IntegerLayer.convolution(
            IntegerConvolution(
                shape: Convolution(1, 1, kernel: 3), weights: [10, 20, 30, 40, 50, 60, 70, 80, 90],
                biases: [-1080], multipliers: [3], shifts: [2], inputZero: 2, outputRange: range))
        let network = try Self.network([layer], channels: 1, range: 0...10)
        let input = IntegerTensor(height: 2, width: 2, channels: 1, values: [1, 2, 3, 4])
        #expect(network.run(input).values == expected)
    }

    /// Spec model §2.7.
    @Test func shuffleOfTheSpecification() throws {
        let network = try Self.network([.pixelShuffle(factor: 2)], channels: 8, range: 0...7)
        let input = IntegerTensor(height: 1, width: 1, channels: 8, values: Array(0...7))
        let expected = IntegerTensor(
            height: 2, width: 2, channels: 2, values: [0, 4, 1, 5, 2, 6, 3, 7])
        #expect(network.run(input) == expected)
    }

    @Test func emptyPictures() throws {
        var random = SeededRandom(seed: 8)
        let network = try Model.tiny(using: &random).synthesis
        let output = network.run(
            IntegerTensor(height: 0, width: 3, channels: TinyArchitecture.planes, values: []))
        #expect(output == IntegerTensor(height: 0, width: 24, channels: 3, values: []))
    }

    @Test func seedArchitectureFitsTogether() throws {
        // The whole seed network at an eighth of the paper's width, checked but not run.
        var random = SeededRandom(seed: 10)
        let seed = SeedArchitecture(planes: 8, levels: 2, widthEighths: 1)
        let synthesis = try IntegerNetwork.random(
            seed.synthesis, inputRange: 0...1, outputRange: 0...255, using: &random)
        #expect(synthesis.declaration == seed.synthesis)
        #expect(synthesis.upsampling == 8 && synthesis.outputChannels == 3)
        let features = try IntegerNetwork.random(
            seed.features, inputRange: 0...255, outputRange: 0...255, using: &random)
        #expect(features.declaration == seed.features)
        #expect(features.downsampling == 8 && features.outputChannels == 32)
    }

    static func network(
        _ layers: [IntegerLayer], channels: Int, range: ClosedRange<Int16>
    ) throws(NetworkError) -> IntegerNetwork {
        try IntegerNetwork(
            role: .synthesis, inputChannels: channels, inputRange: range, layers: layers)
    }
}
