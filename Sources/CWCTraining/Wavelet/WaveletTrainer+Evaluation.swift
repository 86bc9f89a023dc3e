public import CWCImage
import CWCTorch
import CWCWavelet

extension WaveletTrainer {
    /// Qualities that are validated.
    private static let validated: [Double] = [10, 25, 40, 55, 70, 85]

    /// Whole pictures, 8-bit output and the bits that an ideal coder would take for the details;
    /// sides are cut to multiples of the coarsest level's.
    public func estimates(on pictures: [RasterImage]) throws -> [ValidationPoint] {
        try average.applied {
            try Torch.withoutGradient {
                try Self.validated.map { try point(pictures, quality: $0) }
            }
        }
    }

    private func point(
        _ pictures: [RasterImage], quality: Double
    ) throws(TorchError) -> ValidationPoint {
        var bitsPerPixel = 0.0
        var psnr = 0.0
        for picture in pictures {
            let part = picture.cut(toMultiplesOf: plan.architecture.downsampling)
            let batch = try WaveletBatch(
                pixels: part.samples, width: part.width, height: part.height,
                qualities: [quality], quantization: plan.quantization, codedBy: model,
                effort: plan.effort,
                autocast: plan.autocast)
            for bits in try model.bits(batch, autocast: plan.autocast) {
                bitsPerPixel += try bits.scalar() / Double(part.width * part.height)
            }
            let decoded = try model.filtered(batch.examples, autocast: plan.autocast).round()
                .clamped(-128, 127)
            let error = try (decoded - batch.targets.original).square().mean().scalar()
            psnr += decibels(meanSquaredError: error)
        }
        let count = Double(max(1, pictures.count))
        return ValidationPoint(
            setting: quality, bitsPerPixel: bitsPerPixel / count, mapBitsPerPixel: 0,
            psnr: psnr / count)
    }
}

extension RasterImage {
    /// The part from the upper left corner whose sides are multiples of `size`.
    func cut(toMultiplesOf size: Int) -> RasterImage {
        let columns = width / size * size
        let rows = height / size * size
        let step = channels.count
        let part = (0..<rows).flatMap { row in
            self.samples[(row * width * step)..<((row * width + columns) * step)]
        }
        return RasterImage(width: columns, height: rows, channels: channels, samples: part)
    }
}
