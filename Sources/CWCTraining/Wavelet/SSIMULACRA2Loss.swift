import CWCMetrics
import CWCTorch

/// The weighted sum of errors behind SSIMULACRA2, with a gradient: the measure of `CWCMetrics`, but for the
/// coarsest scale and for what lies within a filter's reach of a picture's border.
struct SSIMULACRA2Loss {
    /// What is known of the originals, by scale.
    private let originals: [Scale]
    private let converter: PerceptualColours
    private let window: GaussianWindow

    /// XYB of the originals, and what follows from it.
    private struct Scale {
        let values: Tensor
        let mean: Tensor
        let variance: Tensor
        /// How far samples are from the mean around them.
        let edges: Tensor
    }

    /// Scales that are looked at, 1:1 to 1:16.
    static let scales = SSIMULACRA2.scales - 1
    /// Pictures must have so many pixels a side: the filter takes 11 at the coarsest scale.
    static let smallestSide = 192

    /// Compares with pictures `[N, 3, H, W]`, RGB − 128.
    init(_ original: Tensor, device: Device) throws(TorchError) {
        let converter = try PerceptualColours(device: device)
        let window = try GaussianWindow(channels: 3, device: device)
        originals = try converter.scales(of: original, count: Self.scales)
            .map { (values) throws(TorchError) in
                let mean = try window.filtered(values)
                return Scale(
                    values: values, mean: mean,
                    variance: try window.filtered(values.square()) - mean.square(),
                    edges: try Self.edges(values, mean))
            }
        self.converter = converter
        self.window = window
    }

    /// The sum for each picture, `[N]`; 0 is no difference.
    func callAsFunction(_ pictures: Tensor) throws(TorchError) -> Tensor {
        var sum: Tensor?
        let scales = try converter.scales(of: pictures, count: Self.scales)
        for (scale, (original, values)) in zip(originals, scales).enumerated() {
            for (map, errors) in try maps(original, values).enumerated() {
                let means = try errors.mean(over: [2, 3])
                // The root has no slope at 0.
                let fourNorms = try (errors.square().square().mean(over: [2, 3]) + 1e-12)
                    .sqrt().sqrt()
                for (norm, tensor) in [means, fourNorms].enumerated() {
                    let weights = try Tensor(
                        Self.weights(scale: scale, map: map, isFourNorm: norm == 1), shape: [1, 3]
                    ).like(errors)
                    let part = try (tensor * weights).sum(over: [1])
                    sum = try sum.map { (sum) throws(TorchError) in try sum + part } ?? part
                }
            }
        }
        guard let sum else { preconditionFailure("no scales") }
        return sum
    }

    /// Dissimilarity, new edges and lost edges, `[N, 3, H, W]` each, none below 0.
    private func maps(_ original: Scale, _ values: Tensor) throws(TorchError) -> [Tensor] {
        let mean = try window.filtered(values)
        let covariance = try window.filtered(values * original.values) - mean * original.mean
        let variance = try window.filtered(values.square()) - mean.square()
        let contrast = 0.0009
        let luminance = try (mean - original.mean).square() * -1 + 1
        let structure =
            try (covariance * 2 + contrast) / (variance + original.variance + contrast)
        let edges = try (Self.edges(values, mean) + 1) / (original.edges + 1) - 1
        return [
            try ((luminance * structure) * -1 + 1).rectified(), try edges.rectified(),
            try (edges * -1).rectified(),
        ]
    }

    private static func edges(_ values: Tensor, _ mean: Tensor) throws(TorchError) -> Tensor {
        let cut = GaussianWindow.reach
        let shape = mean.shape
        return try
            (values.narrowed(2, from: cut, count: shape[2])
            .narrowed(3, from: cut, count: shape[3]) - mean)
            .apply("abs")
    }

    /// How much the three components count.
    private static func weights(scale: Int, map: Int, isFourNorm: Bool) -> [Float] {
        (0..<3).map { component in
            let weights = SSIMULACRA2.weights(component: component, scale: scale)
            return Float((isFourNorm ? weights.fourNorms : weights.means)[map])
        }
    }
}
