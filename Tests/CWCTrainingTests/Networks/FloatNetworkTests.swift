import CWCNetwork
import CWCTestSupport
import CWCTorch
import CWCTraining
import Testing

extension TorchTests {
    @Suite struct FloatNetworkTests {
        /// torch runs the list of layers to the same numbers as a plain interpreter of it.
        @Test(arguments: [
            TinyArchitecture.features, TinyArchitecture.codes, TinyArchitecture.importance,
            TinyArchitecture.synthesis, TinyArchitecture.separableSynthesis,
        ])
        func agreesWithAPlainInterpreter(declaration: NetworkDeclaration) throws {
            Torch.seed(51)
            let network = try FloatNetwork(declaration, device: .cpu)
            let channels = declaration.inputChannels
            let (height, width) = (16, 24)
            let values = try Tensor.normal([1, channels, height, width])
            let actual = try network(values)

            let parameters = try zip(declaration.convolutions, zip(network.weights, network.biases))
                .map { shape, pair in
                    ConvolutionParameters(
                        channelsFirst: try pair.0.floats(), biases: try pair.1.floats(),
                        shape: shape)
                }
            var reference = FloatReference(parameters)
            let expected = reference.run(
                declaration.layers,
                FloatReference.Tensor(
                    height: height, width: width, channels: channels,
                    values: try values.permuted([0, 2, 3, 1]).floats().map(Double.init)))
            #expect(actual.shape == [1, expected.channels, expected.height, expected.width])
            let numbers = try actual.permuted([0, 2, 3, 1]).floats()
            let error = zip(numbers, expected.values).map { abs(Double($0) - $1) }.max() ?? 0
            #expect(error < 1e-5 * expected.magnitude)
            #expect(expected.magnitude > 0.01)
        }

        @Test func parametersHaveNames() throws {
            let network = try FloatNetwork(TinyArchitecture.importance, device: .cpu)
            #expect(network.parameters.map(\.name) == ["importance.0.weight", "importance.0.bias"])
            #expect(network.parameters.map(\.tensor.shape) == [[1, 3, 1, 1], [1]])
        }
    }
}
