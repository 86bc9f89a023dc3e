public import CWCImage
import CWCSeed
public import CWCTorch

/// The float codec on whole pictures: what training looks at between steps.
///
/// Rates here are kept bits, before any coding; the published figures come from real files.
public struct SeedValidation {
    let model: SeedModel
    let device: Device
    let autocast: Bool

    /// Validates a model as it is.
    public init(_ model: SeedModel, device: Device, autocast: Bool) {
        self.model = model
        self.device = device
        self.autocast = autocast
    }

    /// Codes every picture with the shift (or, without the map, the level) `setting`.
    public func point(
        _ pictures: [RasterImage], usesMap: Bool, setting: Double
    ) throws(TorchError) -> ValidationPoint {
        try Torch.withoutGradient { () throws(TorchError) in
            var codes = 0.0
            var map = 0.0
            var quality = 0.0
            for picture in pictures {
                let width = picture.width / 8 * 8
                let height = picture.height / 8 * 8
                let whole = try pictureTensor(
                    picture.samples, count: 1, height: picture.height, width: picture.width,
                    device: device)
                let x = try whole.narrowed(2, from: 0, count: height)
                    .narrowed(3, from: 0, count: width)
                let value = try Tensor([Float(setting)], device: device)
                let pass = try Torch.withAutocast(autocast, device: device) {
                    () throws(TorchError) in
                    try model(x, usesMap ? .map(shift: value) : .uniform(value))
                }
                let decoded = try (pass.picture * 127.5).round().clamped(-128, 127)
                let error = try (decoded - x * 127.5).square().mean().scalar()
                quality += decibels(meanSquaredError: error)
                codes +=
                    try pass.mask.mean().scalar() * Double(model.architecture.planes) / 64
                if usesMap { map += try levelEntropy(pass.mask) / 64 }
            }
            let count = Double(max(1, pictures.count))
            return ValidationPoint(
                setting: setting, bitsPerPixel: (codes + map) / count,
                mapBitsPerPixel: map / count, psnr: quality / count)
        }
    }

    private func levelEntropy(_ mask: Tensor) throws(TorchError) -> Double {
        let counts = try mask.sum(over: [1]).floats()
        var histogram: [Int: Int] = [:]
        for count in counts { histogram[Int(count), default: 0] += 1 }
        return histogram.values.reduce(0) { sum, count in
            let share = Double(count) / Double(counts.count)
            return sum - share * logarithm2(share)
        }
    }
}
