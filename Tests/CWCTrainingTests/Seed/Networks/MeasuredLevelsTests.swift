import CWCNetwork
import CWCSeed
import CWCTestSupport
import CWCTorch
import Testing

@testable import CWCTraining

extension TorchTests {
    @Suite struct MeasuredLevelsTests {
        private func model() throws -> SeedModel {
            Torch.seed(55)
            return try SeedModel(SeedArchitecture(widthEighths: 1), device: .cpu)
        }

        private func pictures() throws -> Tensor {
            let bytes =
                Drawing.landscape(width: 24, height: 16)
                + Drawing.landscape(width: 24, height: 16, seed: 2)
            return try pictureTensor(bytes, count: 2, height: 16, width: 24, device: .cpu)
        }

        /// Where bits cost more than any picture is worth, no position gets more than it must.
        @Test func highPrices() throws {
            let objective = MeasuredLevels(try model(), contrast: 1, device: .cpu, autocast: false)
            let levels = try objective(pictures(), shift: -60).levels
            #expect(levels.shape == [2, 1, 2, 3])
            #expect(try levels.floats().allSatisfy { $0 == 0 })
        }

        /// Cross-entropy of the shifted logits: `ln(1 + e^z) − z·t`, `t = (level + ½)/L`.
        @Test(arguments: [-2.0, 0, 3])
        func loss(shift: Double) throws {
            let objective = MeasuredLevels(try model(), contrast: 1, device: .cpu, autocast: false)
            let (loss, logits, levels) = try objective(pictures(), shift: shift)
            #expect(logits.shape == levels.shape)
            let terms = try zip(logits.floats(), levels.floats()).map { logit, level in
                let z = Double(logit) + shift
                let softplus = try Tensor([Float(z)]).apply("softplus").scalar()
                return softplus - z * (Double(level) + 0.5) / 16
            }
            let expected = terms.reduce(0, +) / Double(terms.count)
            #expect(abs(try loss.scalar() - expected) < 1e-5)
        }

        /// Without contrast all positions are to learn the mean, a level between levels.
        @Test func noContrast() throws {
            let model = try model()
            let measured = try MeasuredLevels(model, contrast: 1, device: .cpu, autocast: false)(
                pictures(), shift: 0
            ).levels.floats()
            let even = try MeasuredLevels(model, contrast: 0, device: .cpu, autocast: false)(
                pictures(), shift: 0
            ).levels.floats()
            let mean = measured.reduce(0, +) / Float(measured.count)
            #expect(even.allSatisfy { abs($0 - mean) < 1e-5 })
        }

        @Test func onlyTheBranchLearns() throws {
            let model = try model()
            let objective = MeasuredLevels(model, contrast: 1, device: .cpu, autocast: false)
            try objective(pictures(), shift: 0).loss.backward()
            for network in model.networks {
                let learns = network.declaration.role == .importance
                #expect(network.weights.allSatisfy { ($0.gradient != nil) == learns })
            }
        }
    }
}
