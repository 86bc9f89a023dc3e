import CWCImageIO
import CWCNetwork
import CWCSeed
import CWCTestSupport
import CWCTorch
import Testing

@testable import CWCTraining

extension TorchTests {
    @Suite struct FakeNetworkTests {
        private let model: SeedModel
        private let maxima: SeedMaxima
        private let integers: SeedIntegers

        init() throws {
            Torch.seed(91)
            model = try SeedModel(SeedArchitecture(widthEighths: 1), device: .cpu)
            // Pixels within the range, as of a trained network: no gradient passes a clamp.
            if let last = model.synthesis.weights.last {
                try copy([last.detached() * 0.1], to: [last])
            }
            let pictures = try PictureSet.landscapes(2, width: 32, height: 32)
            maxima = try SeedMaxima(
                model, pictures: pictures, cropSide: 32, batchCount: 2, device: .cpu)
            integers = try SeedIntegers(
                model, maxima: maxima, bits: ActivationBits(stream: 12, branch: 8))
        }

        /// Every tensor that every network of the export puts out, layer by layer, bodies of
        /// residuals included, is the tensor of quantized training: no difference at all.
        @Test func everyTensorIsTheCodecs() throws {
            let bytes = Drawing.landscape(width: 32, height: 24)
            let x = try pictureTensor(bytes, count: 1, height: 24, width: 32, device: .cpu)
            let pixels = try Tensor(bytes, shape: [1, 24, 32, 3]).permuted([0, 3, 1, 2])
                .to(.double)
            let picture = IntegerTensor(
                height: 24, width: 32, channels: 3, values: bytes.map(Int16.init))
            let trunk = try compare(
                model.features, picture,
                FakeNetwork.Pair(integers: pixels, real: x, scale: .pixels))
            _ = try compare(model.codes, trunk.integers, trunk.pair)
            _ = try compare(model.importance, trunk.integers, trunk.pair)

            var random = SeededRandom(seed: 92)
            let bits = (0..<3 * 4 * 64).map { _ in Int16.random(in: 0...1, using: &random) }
            let sent = try Tensor(bits.map(Float.init), shape: [1, 3, 4, 64])
                .permuted([0, 3, 1, 2])
            _ = try compare(
                model.synthesis,
                IntegerTensor(height: 3, width: 4, channels: 64, values: bits),
                FakeNetwork.Pair(integers: sent.to(.double), real: sent, scale: .bits))
        }

        /// Runs both, compares all tensors, and returns the last.
        private func compare(
            _ network: FloatNetwork, _ input: IntegerTensor, _ pair: FakeNetwork.Pair
        ) throws -> (integers: IntegerTensor, pair: FakeNetwork.Pair) {
            let role = network.declaration.role
            let quantized = integers[role]
            var seen: [[Int16]] = []
            let fake = FakeNetwork(float: network, integers: quantized, device: .cpu)
            let result = try fake(pair) { (tensor) throws(TorchError) in
                seen.append(
                    try tensor.permuted([0, 2, 3, 1]).reshaped([-1]).floats().map { Int16($0) })
            }
            var expected: [[Int16]] = []
            var output = input
            for layer in quantized.network.layers {
                output = try run(layer, output, into: &expected)
            }
            #expect(seen.count == expected.count && seen.count >= 1)
            for (index, (a, b)) in zip(seen, expected).enumerated() {
                #expect(a == b, "\(role) layer \(index)")
            }
            #expect(Set(expected.last ?? []).count > 1)
            return (output, result)
        }

        /// One layer by the integer engine, its parts first.
        private func run(
            _ layer: IntegerLayer, _ input: IntegerTensor, into seen: inout [[Int16]]
        ) throws -> IntegerTensor {
            if case .residual(let body, _) = layer {
                var inside = input
                for part in body { inside = try run(part, inside, into: &seen) }
            }
            let single = try IntegerNetwork(
                role: .synthesis, inputChannels: input.channels, inputRange: range(of: input),
                layers: [layer])
            let output = single.run(input)
            seen.append(output.values)
            return output
        }

        private func range(of tensor: IntegerTensor) -> ClosedRange<Int16> {
            let low = min(0, tensor.values.min() ?? 0)
            return low...max(low, tensor.values.max() ?? 0)
        }

        /// What the integers of the model that ships cost: at most 0.05 dB at any rate, the mean over
        /// drawings. `PhotographTests` asks the same of photographs.
        @Test func costOfIntegers() throws {
            let path = packageFolder + "/Sources/CWCEmbeddedFiles/models/seed.safetensors"
            let shipped = try SeedExport(SafeTensors(parsing: readFile(path)), device: .cpu)
                .model
            let bits = ActivationBits(stream: 12, branch: 8)
            let maxima = try SeedMaxima(
                shipped, pictures: PictureSet.landscapes(2, width: 64, height: 64),
                cropSide: 64, batchCount: 3, device: .cpu)
            let drawings = try (9..<13).map { seed in
                try pictureTensor(
                    Drawing.landscape(width: 64, height: 48, seed: seed), count: 1, height: 48,
                    width: 64, device: .cpu)
            }
            func psnr(_ decoded: Tensor, _ x: Tensor) throws -> Double {
                let whole = try (decoded.detached() * 127.5).round().clamped(-128, 127)
                let error = try (whole - x * 127.5).square().mean()
                return decibels(meanSquaredError: try error.scalar())
            }
            for level in [1, 6, 15, 31] as [Float] {
                let allocation = SeedModel.Allocation.uniform(try Tensor([level]))
                var lost = 0.0
                for x in drawings {
                    let float = try psnr(shipped(x, allocation).picture, x)
                    let integer = try psnr(
                        shipped.quantizedPass(
                            x, allocation, maxima: maxima, bits: bits, device: .cpu
                        ).picture, x)
                    lost += (float - integer) / Double(drawings.count)
                    #expect(float > 18)
                }
                #expect(lost <= 0.05, "level \(level)")
            }
        }

        /// Gradients pass as in the float network, but for what rounding changes at this point.
        @Test func gradientsFollowTheFloatNetwork() throws {
            let pictures = try PictureSet.landscapes(1, width: 32, height: 32)
            var random = TrainingRandom(seed: 3)
            let x = try pictureTensor(
                pictures.batch(1, side: 32, device: .cpu, using: &random))
            let level = SeedModel.Allocation.uniform(try Tensor([Float(12)]))
            func gradient(quantized: Bool) throws -> [Float] {
                for parameter in model.parameters { parameter.tensor.clearGradient() }
                let pass =
                    quantized
                    ? try model.quantizedPass(
                        x, level, maxima: maxima, bits: ActivationBits(stream: 12, branch: 8),
                        device: .cpu)
                    : try model(x, level)
                try (pass.picture - x).square().mean().backward()
                return try #require(model.synthesis.weights[0].gradient).floats()
            }
            let (exact, rounded) = try (gradient(quantized: false), gradient(quantized: true))
            let product = zip(exact, rounded).reduce(0) { $0 + $1.0 * $1.1 }
            let energies = [exact, rounded].map { $0.reduce(0) { $0 + $1 * $1 } }
            // The cosine of the angle between them.
            #expect(product / (energies[0] * energies[1]).squareRoot() > 0.9)
        }
    }
}
