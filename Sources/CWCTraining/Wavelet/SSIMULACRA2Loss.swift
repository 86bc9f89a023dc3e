import CWCMetrics
import CWCTorch

/// The weighted sum of errors behind SSIMULACRA2, with a gradient: the measure of `CWCMetrics`, but for the
/// coarsest scale and for what lies within a filter's reach of a picture's border.
struct SSIMULACRA2Loss {
    /// What is known of the originals, by scale.
    private let originals: [Scale]
    private let converter: PerceptualColours
    private let window: SeparableWindow

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
        let window = try SeparableWindow(device: device)
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
        let cut = SeparableWindow.reach
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

/// Pictures in XYB, the colour space of SSIMULACRA2, `[N, 3, H, W]`.
struct PerceptualColours {
    private let mixing: Tensor
    private let bias: Tensor
    private let turning: Tensor
    private let offset: Tensor

    init(device: Device) throws(TorchError) {
        let bias = 0.0037930732554754493
        mixing = try Tensor(
            [
                0.3, 0.622, 0.078, 0.23, 0.692, 0.078,
                0.24342268924547819, 0.20476744424496821, 0.5518098665095536,
            ], shape: [3, 3, 1, 1], device: device)
        self.bias = try Tensor([Float](repeating: Float(bias), count: 3), device: device)
        let root = raise(bias, to: 1.0 / 3)
        // X = 7 (L − M) + 0.42, Y = (L + M) / 2 + 0.01, B = S − Y + 0.55, of roots less that of the bias.
        turning = try Tensor(
            [7, -7, 0, 0.5, 0.5, 0, -0.5, -0.5, 1], shape: [3, 3, 1, 1], device: device)
        offset = try Tensor(
            [0.42, Float(0.01 - root), 0.55], device: device)
    }

    /// Pictures, RGB − 128 `[N, 3, H, W]`, and what they are at halves of their size, in XYB.
    func scales(of pictures: Tensor, count: Int) throws(TorchError) -> [Tensor] {
        var light = try linear(pictures)
        var scales: [Tensor] = []
        for scale in 0..<count {
            if scale > 0 { light = try light.apply("avg_pool2d", "", .integers([2, 2])) }
            let mixed = try light.convolved(mixing, bias: bias)
                .apply("pow", "Tensor_Scalar", .number(1.0 / 3))
            scales.append(try mixed.convolved(turning, bias: offset))
        }
        return scales
    }

    /// The light that sRGB samples stand for, 0 … 1.
    private func linear(_ pictures: Tensor) throws(TorchError) -> Tensor {
        let values = try ((pictures + 128) / 255).clamped(0, 1)
        let curve = try ((values + 0.055) / 1.055).apply("pow", "Tensor_Scalar", .number(2.4))
        let isCurve = try values.greater(than: 0.04045)
        return try curve * isCurve + (values / 12.92) * ((isCurve * -1) + 1)
    }
}

/// A Gaussian window of σ = 1.5, 11 × 11, over three channels; what lies nearer to the border is left out.
struct SeparableWindow {
    /// Samples that are cut off at each border.
    static let reach = 5
    private let across: Tensor
    private let down: Tensor

    init(device: Device) throws(TorchError) {
        let line = (-Self.reach...Self.reach).map {
            exponential(-Double($0 * $0) / (2 * 1.5 * 1.5))
        }
        let sum = line.reduce(0, +)
        let window = [[Float]](repeating: line.map { Float($0 / sum) }, count: 3).flatMap { $0 }
        across = try Tensor(window, shape: [3, 1, 1, 11], device: device)
        down = try Tensor(window, shape: [3, 1, 11, 1], device: device)
    }

    func filtered(_ values: Tensor) throws(TorchError) -> Tensor {
        try values.convolved(across, groups: 3).convolved(down, groups: 3)
    }
}
