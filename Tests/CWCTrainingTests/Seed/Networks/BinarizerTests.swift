import CWCTestSupport
import CWCTorch
import CWCTraining
import Testing

extension TorchTests {
    @Suite struct BinarizerTests {
        @Test func thresholdIsOneHalf() throws {
            let values: [Float] = [0, 0.25, Float(0.5).nextDown, 0.5, Float(0.5).nextUp, 1, -3, 9]
            let bits = try Binarizer()(Tensor(values))
            #expect(try bits.floats() == [0, 0, 0, 0, 1, 1, 0, 1])
        }

        /// That of `clip(e, 0, 1)`, both ends inside.
        @Test func gradientIsThatOfTheProxy() throws {
            let values: [Float] = [
                -2, -Float.leastNonzeroMagnitude, -0.0, 0, 0.3, 0.5, 0.7, 1, Float(1).nextUp, 2,
            ]
            let x = try Tensor(values)
            try x.requireGradient()
            let factors = values.indices.map { Float($0) - 4.5 }
            try (Binarizer()(x) * Tensor(factors)).sum().backward()
            let expected = zip(values, factors).map { (0...1).contains($0) ? $1 : 0 }
            #expect(try x.gradient?.floats() == expected)
            #expect(expected[1] == 0 && expected[8] == 0 && expected[2] == -2.5)
        }

        /// Behind a sigmoid the proxy is the identity: gradients are the sigmoid's own.
        @Test func behindASigmoid() throws {
            var random = SeededRandom(seed: 41)
            let values = coarseValues(24, using: &random)
            let factors = coarseValues(24, using: &random)
            let exact = try gradient(
                of: { x in
                    let weights = try Tensor(factors).like(x)
                    return try (Binarizer()(x.sigmoid()) * weights).sum()
                }, at: values, shape: [24])
            let smooth = try differences(
                of: { x in try (x.sigmoid() * Tensor(factors).like(x)).sum() },
                at: values, shape: [24])
            #expect(largestDifference(exact, smooth) < 1e-5)
        }

        @Test func keepsTheElementType() throws {
            let x = try Tensor([0.2, 0.8] as [Float]).to(.double)
            #expect(try Binarizer()(x).type == .double)
        }
    }
}
