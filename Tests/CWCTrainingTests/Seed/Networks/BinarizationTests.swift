import CWCTestSupport
import CWCTorch
import Testing

@testable import CWCTraining

extension TorchTests {
    @Suite struct BinarizationTests {
        private let logits: [Float] = [-3, -1, -0.5, 0, 0.5, 1, 3]

        /// Bits of logits and the gradient of their sum.
        private func pass(
            _ rule: Binarization, isTraining: Bool = true
        ) throws -> (bits: [Float], gradient: [Float]) {
            let x = try Tensor(logits)
            try x.requireGradient()
            let bits = try rule.bits(x, isTraining: isTraining)
            if isTraining { try bits.sum().backward() }
            return try (bits.detached().floats(), x.gradient?.floats() ?? [])
        }

        /// Outside training all rules agree: a bit is the sign of its logit.
        @Test(arguments: Binarization.allCases)
        func signs(rule: Binarization) throws {
            #expect(try pass(rule, isTraining: false).bits == [0, 0, 0, 0, 1, 1, 1])
        }

        @Test func clipped() throws {
            let (bits, gradient) = try pass(.clipped)
            #expect(bits == [0, 0, 0, 0, 1, 1, 1])
            #expect(gradient == [0, 0.5, 0.5, 0.5, 0.5, 0.5, 0])
        }

        /// The gradient is the sigmoid's; ones come as often as it says, and the same again after
        /// the same seed.
        @Test func stochastic() throws {
            let (_, gradient) = try pass(.stochastic)
            #expect(largestDifference(gradient, try pass(.paper).gradient) < 1e-6)
            let x = try Tensor([Float](repeating: 1, count: 4000))
            Torch.seed(5)
            let first = try Binarization.stochastic.bits(x, isTraining: true).floats()
            // Four standard deviations of the mean of 4000 draws at 0.731.
            #expect(abs(first.reduce(0, +) / 4000 - 0.7311) < 0.028)
            let second = try Binarization.stochastic.bits(x, isTraining: true).floats()
            #expect(first != second)
            Torch.seed(5)
            #expect(try Binarization.stochastic.bits(x, isTraining: true).floats() == first)
        }
    }
}
