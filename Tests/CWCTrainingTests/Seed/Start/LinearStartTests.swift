import CWCImage
import CWCNetwork
import CWCSeed
import CWCTestSupport
import CWCTorch
import CWCTraining
import Testing

extension TorchTests {
    @Suite struct LinearStartTests {
        /// PSNR on a picture that the fit has not seen, at all 64 bits and at 16 of them.
        private func psnr(_ code: LinearStart.Code?) throws -> (all: Double, some: Double) {
            Torch.seed(81)
            let model = try SeedModel(SeedArchitecture(widthEighths: 2), device: .cpu)
            if let code {
                let pictures = try PictureSet.landscapes(6, width: 96, height: 64)
                var random = TrainingRandom(seed: 81)
                let start = try LinearStart(
                    model, pictures: pictures, cropSide: 32, count: 1024, levelExponent: 1,
                    code: code, device: .cpu, using: &random)
                try start.apply()
            }
            let unseen = RasterImage(
                width: 96, height: 64, channels: .rgb,
                samples: Drawing.landscape(width: 96, height: 64, seed: 9))
            let validation = SeedValidation(model, device: .cpu, autocast: false)
            let all = try validation.point([unseen], usesMap: false, setting: 15)
            let some = try validation.point([unseen], usesMap: false, setting: 3)
            #expect(all.bitsPerPixel == 1)
            #expect(some.bitsPerPixel == 0.25)
            return (all.psnr, some.psnr)
        }

        @Test(arguments: LinearStart.Code.allCases)
        func isACodecBeforeAnyTraining(code: LinearStart.Code) throws {
            let (linear, random) = try (psnr(code), psnr(nil))
            #expect(linear.all > random.all + 6, "\(linear.all), \(random.all)")
            #expect(linear.some > random.some + 4, "\(linear.some), \(random.some)")
            // More bits are better: every prefix of the planes is a code.
            #expect(linear.all > linear.some)
        }
    }
}
