import CWCImage
import CWCMetrics
import CWCTestSupport
import CWCTorch
import Testing

@testable import CWCTraining

extension TorchTests {
    @Suite struct SSIMULACRA2LossTests {
        private let side = 768

        private func picture() throws -> [UInt8] {
            var random = TrainingRandom(seed: 4)
            return try PictureSet.landscapes(1, width: side, height: side)
                .crops(1, side: side, using: &random)
        }

        private func tensor(_ samples: [Float]) throws -> Tensor {
            try Tensor(samples, shape: [1, side, side, 3]).permuted([0, 3, 1, 2]) - 128
        }

        private func loss(_ original: [UInt8], _ distorted: [UInt8]) throws -> Double {
            try SSIMULACRA2Loss(tensor(original.map(Float.init)), device: .cpu)(
                tensor(distorted.map(Float.init))
            ).scalar()
        }

        private func image(_ samples: [UInt8]) -> RasterImage {
            RasterImage(width: side, height: side, channels: .rgb, samples: samples)
        }

        /// The sum gives the score that the measure has, nearly: borders and the coarsest scale are not in
        /// it.
        @Test(arguments: [4, 12]) func agreesWithTheMeasure(step: Int) throws {
            let original = try picture()
            let distorted = original.map { UInt8(min(255, (Int($0) + step / 2) / step * step)) }
            let sum = try loss(original, distorted)
            let score = try ssimulacra2(original: image(original), distorted: image(distorted))
            #expect(
                abs(SSIMULACRA2.score(ofSum: sum) - score) < 3,
                "score \(score), sum \(SSIMULACRA2.score(ofSum: sum))")
        }

        @Test func theSameIsNoError() throws {
            let original = try picture()
            #expect(try loss(original, original) < 0.5)
        }

        /// A small step against the gradient makes the sum smaller.
        @Test func gradientPointsUpwards() throws {
            let original = try picture()
            let errors = try SSIMULACRA2Loss(tensor(original.map(Float.init)), device: .cpu)
            let distorted = try tensor(original.map { Float($0 / 24 * 24 + 12) }) * 1
            try distorted.requireGradient()
            let before = try errors(distorted).sum()
            try before.backward()
            let gradient = try #require(distorted.gradient)
            let length = try gradient.square().sum().sqrt().scalar()
            #expect(length.isFinite && length > 0)
            let moved = try distorted.detached() - gradient * (20 / length)
            #expect(try errors(moved).sum().scalar() < before.detached().scalar())
        }
    }
}
