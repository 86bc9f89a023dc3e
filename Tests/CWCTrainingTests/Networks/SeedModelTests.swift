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

    @Suite struct SeedModelTests {
        static let architecture = SeedArchitecture(widthEighths: 1)

        private func picture() throws -> Tensor {
            let bytes = Drawing.landscape(width: 32, height: 24)
            return try pictureTensor(bytes, count: 1, height: 24, width: 32, device: .cpu)
        }

        @Test func picturesAreCentred() throws {
            let x = try pictureTensor([0, 128, 255], count: 1, height: 1, width: 1, device: .cpu)
            #expect(x.shape == [1, 3, 1, 1])
            #expect(try x.floats() == [-128 / 127.5, 0, 127 / 127.5])
        }

        @Test func shapes() throws {
            Torch.seed(52)
            let model = try SeedModel(Self.architecture, device: .cpu)
            let x = try picture()
            let plain = try model(x, .uniform(try Tensor([3] as [Float])))
            #expect(plain.picture.shape == [1, 3, 24, 32])
            #expect(try plain.mask.sum().scalar() == 16)
            #expect(plain.importance == nil)
            let mapped = try model(x, .map(shift: try Tensor([0] as [Float])))
            #expect(mapped.picture.shape == [1, 3, 24, 32])
            #expect(mapped.mask.shape == [1, 64, 3, 4])
            #expect(mapped.importance?.shape == [1, 1, 3, 4])
        }

        /// A shift of the logits keeps more bits, or fewer, and is not part of the importance.
        @Test func shiftsMoveTheMask() throws {
            Torch.seed(53)
            let model = try SeedModel(Self.architecture, device: .cpu)
            let passes = try [-40, 0, 40].map { (shift: Float) in
                try model(try picture(), .map(shift: try Tensor([shift])))
            }
            let kept = try passes.map { try $0.mask.mean().scalar() }
            #expect(kept[0] == 1.0 / 16)
            #expect(kept[0] < kept[1] && kept[1] < kept[2])
            #expect(kept[2] == 1)
            #expect(try passes[0].importance?.floats() == passes[2].importance?.floats())
        }

        /// What the features learn from the importance is the share that they are given of it.
        @Test func importanceReachesTheFeaturesByItsShare() throws {
            func gradient(share: Double) throws -> [Float] {
                Torch.seed(54)
                let model = try SeedModel(Self.architecture, device: .cpu)
                model.importanceTrunkShare = share
                let pass = try model(try picture(), .map(shift: try Tensor([0] as [Float])))
                try #require(pass.importance).mean().backward()
                return try model.features.weights[0].gradient?.floats() ?? []
            }
            let whole = try gradient(share: 1)
            let tenth = try gradient(share: 0.1)
            let none = try gradient(share: 0)
            let largest = try #require(whole.map(abs).max())
            #expect(largest > 0)
            #expect(zip(whole, tenth).allSatisfy { abs($0 - 10 * $1) < 1e-3 * largest })
            #expect(none.allSatisfy { $0 == 0 })
        }
    }
}
