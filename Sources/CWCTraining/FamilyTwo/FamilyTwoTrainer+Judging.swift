public import CWCImageIO
internal import CWCNetwork
internal import CWCTorch

extension FamilyTwoTrainer {
    /// Qualities that are validated: the whole range, in five steps.
    private var validated: [Double] {
        let top = Double(plan.architecture.qualities - 1)
        return (0...5).map { Double($0) * top / 5 }
    }

    /// Whole pictures with rounded coefficients, 8-bit output and the bits that an ideal coder
    /// would take; sides are cut to multiples of 64.
    public func estimates(on pictures: [Picture]) throws -> [ValidationPoint] {
        try average.applied {
            try Torch.withoutGradient {
                try validated.map { try point(pictures, quality: $0) }
            }
        }
    }

    private func point(
        _ pictures: [Picture], quality: Double
    ) throws(TorchError) -> ValidationPoint {
        var bitsPerPixel = 0.0
        var psnr = 0.0
        for picture in pictures {
            let whole = try pictureTensor(
                picture.samples, count: 1, height: picture.height, width: picture.width,
                device: device)
            let x = try whole.narrowed(2, from: 0, count: picture.height / 64 * 64)
                .narrowed(3, from: 0, count: picture.width / 64 * 64)
            let pass = try model(x, qualities: [quality], rate: .rounded, autocast: plan.autocast)
            var bits = pass.hyperBits
            for slice in pass.sliceBits { bits = try bits + slice }
            bitsPerPixel += try bits.scalar() / Double(x.shape[2] * x.shape[3])
            let decoded = try (try pass.picture * 127.5).round().clamped(-128, 127)
            let error = try (try decoded - (try x * 127.5)).square().mean().scalar()
            psnr += decibels(meanSquaredError: error)
        }
        let count = Double(max(1, pictures.count))
        return ValidationPoint(
            setting: quality, bitsPerPixel: bitsPerPixel / count, mapBitsPerPixel: 0,
            psnr: psnr / count)
    }
}
