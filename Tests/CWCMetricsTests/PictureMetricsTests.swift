import CWCImage
import CWCMetrics
import CWCTestSupport
import Testing

/// References, with the pair written as PGM or PPM files and read by Pillow into float64 `a`, `b`:
///
///     # scikit-image 0.26
///     luma = lambda p: p @ [0.299, 0.587, 0.114] if p.ndim == 3 else p
///     peak_signal_noise_ratio(a, b, data_range=255)
///     peak_signal_noise_ratio(luma(a), luma(b), data_range=255)
///     structural_similarity(luma(a), luma(b), gaussian_weights=True, sigma=1.5,
///                           use_sample_covariance=False, data_range=255)
///     # pytorch-msssim 1.0.0
///     ms_ssim(a.permute(2, 0, 1)[None], b.permute(2, 0, 1)[None], data_range=255)
@Suite struct PictureMetricsTests {
    struct Reference: Sendable {
        var size: (Int, Int, channels: Channels)
        var psnr: Double
        var psnrLuma: Double
        var ssim: Double
        var multiScale: Double?
    }

    /// The second is odd at several scales; the third is too small for MS-SSIM.
    private static let references = [
        Reference(
            size: (192, 176, .rgb), psnr: 28.15708345768737, psnrLuma: 29.212019383620394,
            ssim: 0.8873507356938324, multiScale: 0.9782151236977455),
        Reference(
            size: (203, 165, .rgb), psnr: 28.13077551587916, psnrLuma: 29.188200772486773,
            ssim: 0.887566636845858, multiScale: 0.9781153510518127),
        Reference(
            size: (61, 47, .grey), psnr: 28.644245483856373, psnrLuma: 28.644245483856373,
            ssim: 0.9174761392503491, multiScale: nil),
    ]

    @Test(arguments: references)
    func agreesWithIndependentPrograms(reference: Reference) throws {
        let (width, height, channels) = reference.size
        let pair = ReferencePair(width: width, height: height, channels: channels)
        let (a, b) = (pair.first, pair.second)
        #expect(abs(psnr(a, b) - reference.psnr) < 1e-9)
        #expect(abs(psnrLuma(a, b) - reference.psnrLuma) < 1e-9)
        #expect(abs(try ssim(a, b) - reference.ssim) < 1e-6)
        if let multiScale = reference.multiScale {
            #expect(abs(try multiScaleSSIM(a, b) - multiScale) < 1e-6)
        }
    }

    @Test func equalPictures() throws {
        let picture = ReferencePair(width: 163, height: 161).first
        #expect(psnr(picture, picture) == .infinity)
        #expect(psnrLuma(picture, picture) == .infinity)
        #expect(abs(try ssim(picture, picture) - 1) < 1e-6)
        #expect(abs(try multiScaleSSIM(picture, picture) - 1) < 1e-6)
    }

    @Test func blackAgainstWhite() throws {
        func flat(_ value: UInt8) -> RasterImage {
            let samples = [UInt8](repeating: value, count: 200 * 170 * 3)
            return RasterImage(width: 200, height: 170, channels: .rgb, samples: samples)
        }
        #expect(psnr(flat(0), flat(255)) == 0)
        // No variance: contrast is 1, luminance is C₁ / (255² + C₁).
        let luminance = 6.5025 / (65025 + 6.5025)
        #expect(abs(try ssim(flat(0), flat(255)) - luminance) < 1e-7)
    }

    @Test func oppositeStructureCountsAsNothing() throws {
        let side = 168
        func image(_ samples: [UInt8]) -> RasterImage {
            RasterImage(width: side, height: side, channels: .rgb, samples: samples)
        }
        let checker = Drawing.checker(width: side, height: side, side: 3)
        #expect(try multiScaleSSIM(image(checker), image(checker.map { 255 - $0 })) == 0)
    }

    /// Whatever alpha says: of both pictures, or of one.
    @Test(arguments: [Channels.grey, .rgb])
    func alphaIsLeftOut(channels: Channels) throws {
        let pair = ReferencePair(width: 163, height: 161, channels: channels)
        func withAlpha(_ image: RasterImage, seed: UInt64) -> RasterImage {
            let count = channels.count
            var random = SeededRandom(seed: seed)
            let samples = stride(from: 0, to: image.samples.count, by: count).flatMap { pixel in
                image.samples[pixel..<pixel + count] + [UInt8.random(in: 0...255, using: &random)]
            }
            return RasterImage(
                width: image.width, height: image.height,
                channels: channels == .grey ? .greyAlpha : .rgbAlpha, samples: samples)
        }
        let first = withAlpha(pair.first, seed: 3)
        for second in [pair.second, withAlpha(pair.second, seed: 4)] {
            #expect(psnr(first, second) == psnr(pair.first, pair.second))
            #expect(psnrLuma(first, second) == psnrLuma(pair.first, pair.second))
            #expect(try ssim(first, second) == ssim(pair.first, pair.second))
            #expect(
                try multiScaleSSIM(first, second) == multiScaleSSIM(pair.first, pair.second))
        }
    }

    @Test func sidesTooShortForTheWindows() {
        let narrow = ReferencePair(width: 10, height: 40)
        #expect(throws: MetricsError.tooSmall(side: 10, minimum: 11)) {
            try ssim(narrow.first, narrow.second)
        }
        let low = ReferencePair(width: 200, height: 160)
        #expect(throws: MetricsError.tooSmall(side: 160, minimum: 161)) {
            try multiScaleSSIM(low.first, low.second)
        }
        #expect(throws: Never.self) {
            let pair = ReferencePair(width: 11, height: 11)
            _ = try ssim(pair.first, pair.second)
        }
    }

    @Test(arguments: [(0.9, 10.0), (0.99, 20.0), (0.0, 0.0), (1.0, Double.infinity)])
    func similarityInDecibels(similarity: Double, expected: Double) {
        let value = decibels(similarity: similarity)
        #expect(value == expected || abs(value - expected) < 1e-9)
    }
}
