internal import CWCNetwork
internal import CWCTorch

/// Teaches the importance branch the levels that measured distortions ask for.
///
/// A position's best level at a price `λ` of a bit is the `l` that minimizes `D_l + λ·R_l`: `D_l` is
/// the squared error around the position when the picture is decoded at the uniform level `l`,
/// `R_l` the bits per pixel of the level. The branch learns them as a logistic regression, the
/// logarithm of the price entering as the shift of its logits. The mask's own gradient then starts
/// from a map that already tells detail from sky.
struct MeasuredLevels {
    let model: SeedModel
    let device: Device
    let autocast: Bool

    /// Levels that are decoded; those between are left to the regression.
    private static let measured = [0, 1, 2, 3, 5, 7, 10, 13, 15]
    /// The price, in squared error (8-bit units) per bit per pixel, at which the shift is 0.
    private static let middlePrice = 700.0

    init(_ model: SeedModel, device: Device, autocast: Bool) {
        self.model = model
        self.device = device
        self.autocast = autocast
    }

    /// The loss of a batch `[N, 3, H, W]` at a shift, the unshifted logits, and the best levels,
    /// both `[N, 1, H/8, W/8]`.
    func callAsFunction(
        _ pictures: Tensor, shift: Double
    ) throws(TorchError) -> (loss: Tensor, logits: Tensor, levels: Tensor) {
        let (trunk, levels) = try Torch.withoutGradient { () throws(TorchError) in
            try Torch.withAutocast(autocast, device: device) { () throws(TorchError) in
                let trunk = try model.features(pictures)
                return (trunk, try bestLevels(pictures, trunk, price: price(at: shift)))
            }
        }
        let logits = try Torch.withAutocast(autocast, device: device) { () throws(TorchError) in
            try model.importance(trunk).to(.float)
        }
        let target = try (levels + 0.5) / Double(model.architecture.levels)
        let shifted = try logits + shift
        let loss = try (try shifted.apply("softplus") - (try shifted * target)).mean()
        return (loss, logits, levels)
    }

    private func price(at shift: Double) -> Double {
        Self.middlePrice * raise(2.718281828, to: -shift)
    }

    private func bestLevels(
        _ pictures: Tensor, _ trunk: Tensor, price: Double
    ) throws(TorchError) -> Tensor {
        let bits = try model.codes(trunk).greater(than: 0)
        let architecture = model.architecture
        var best: (cost: Tensor, level: Tensor)?
        for level in Self.measured {
            let uniform = try Tensor([Float(level)], device: device)
            let decoded = try model.synthesis(try bits * model.mask.uniform(uniform)).to(.float)
            let error = try (try decoded - pictures).square().mean(over: [1], keep: true)
            // Over the 24×24 pixels around the position: its bits reach beyond its own block.
            let around = try (try error * (127.5 * 127.5))
                .apply(
                    "avg_pool2d", "", .integers([24, 24]), .integers([8, 8]), .integers([8, 8]),
                    .flag(false), .flag(false))
            let rate = Double(architecture.planes * (level + 1) / architecture.levels) / 64
            let cost = try around + price * rate
            guard let (lowest, chosen) = best else {
                best = (cost, try cost * 0 + Double(level))
                continue
            }
            let better = try cost.less(than: lowest)
            let kept = try (better * -1) + 1
            best = (
                try (cost * better) + (lowest * kept),
                try (better * Double(level)) + (chosen * kept)
            )
        }
        guard let best else { preconditionFailure("no level is measured") }
        return best.level
    }
}
