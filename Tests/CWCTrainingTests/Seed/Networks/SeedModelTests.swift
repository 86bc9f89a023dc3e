import CWCNetwork
import CWCSeed
import CWCTestSupport
import CWCTorch
import CWCTraining
import Testing

extension TorchTests {
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
            let plain = try model(x, .uniform(Tensor([3] as [Float])))
            #expect(plain.picture.shape == [1, 3, 24, 32])
            #expect(try plain.mask.sum().scalar() == 16)
            #expect(plain.importance == nil)
            let mapped = try model(x, .map(shift: Tensor([0] as [Float])))
            #expect(mapped.picture.shape == [1, 3, 24, 32])
            #expect(mapped.mask.shape == [1, 64, 3, 4])
            #expect(mapped.importance?.shape == [1, 1, 3, 4])
        }

        /// A shift of the logits keeps more bits, or fewer, and is not part of the importance.
        @Test func shiftsMoveTheMask() throws {
            Torch.seed(53)
            let model = try SeedModel(Self.architecture, device: .cpu)
            let passes = try [-40, 0, 40].map { (shift: Float) in
                try model(picture(), .map(shift: Tensor([shift])))
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
                let pass = try model(picture(), .map(shift: Tensor([0] as [Float])))
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
