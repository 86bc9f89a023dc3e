import CWCTorch

/// 1 − MS-SSIM of pictures against given ones, with a gradient: the measure of `CWCMetrics` (Wang
/// 2003: an 11 × 11 Gaussian of σ = 1.5, five scales), each picture and channel for itself.
struct MultiScaleSimilarityLoss {
    private let originals: [Tensor]
    private let window: GaussianWindow

    /// How much each scale counts, the finest first.
    private static let weights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]
    private static let luminanceConstant = 0.01 * 255 * 0.01 * 255
    private static let contrastConstant = 0.03 * 255 * 0.03 * 255

    /// Compares with pictures `[N, 3, H, W]`, RGB − 128, of at least 161 pixels a side.
    init(_ original: Tensor, device: Device) throws(TorchError) {
        // Four signals of three channels.
        window = try GaussianWindow(channels: 12, device: device)
        var scales = [try original + 128]
        for _ in 1..<Self.weights.count { scales.append(try Self.halved(scales[scales.count - 1])) }
        originals = scales
    }

    /// 1 − MS-SSIM of each picture, the mean of its channels: `[N]`.
    func callAsFunction(_ pictures: Tensor) throws(TorchError) -> Tensor {
        var picture = try pictures + 128
        var product: Tensor?
        for (scale, weight) in Self.weights.enumerated() {
            let isLast = scale == Self.weights.count - 1
            let similarity = try similarity(originals[scale], picture, withLuminance: isLast)
            // Below 0, where there is no likeness at all, powers are not defined.
            let factor = try similarity.mean(over: [2, 3]).clamped(1e-3, 1)
                .apply("pow", "Tensor_Scalar", .number(weight))
            product = try product.map { (value) throws(TorchError) in try value * factor } ?? factor
            if !isLast { picture = try Self.halved(picture) }
        }
        guard let product else { preconditionFailure("no scales") }
        return try (product.mean(over: [1]) * -1) + 1
    }

    /// Contrast and structure at each place, times luminance if asked for.
    private func similarity(
        _ a: Tensor, _ b: Tensor, withLuminance: Bool
    ) throws(TorchError) -> Tensor {
        let signals = try a.concatenated(
            [b, a.square() + b.square(), a * b], over: 1)
        let filtered = try window.filtered(signals)
        func signal(_ index: Int) throws(TorchError) -> Tensor {
            try filtered.narrowed(1, from: 3 * index, count: 3)
        }
        let (meanA, meanB) = try (signal(0), signal(1))
        let product = try meanA * meanB
        let energy = try meanA.square() + meanB.square()
        let covariance = try signal(3) - product
        let variances = try signal(2) - energy
        let contrast =
            try (covariance * 2 + Self.contrastConstant)
            / (variances + Self.contrastConstant)
        guard withLuminance else { return contrast }
        let luminance =
            try (product * 2 + Self.luminanceConstant)
            / (energy + Self.luminanceConstant)
        return try contrast * luminance
    }

    private static func halved(_ picture: Tensor) throws(TorchError) -> Tensor {
        try picture.apply("avg_pool2d", "", .integers([2, 2]))
    }
}
