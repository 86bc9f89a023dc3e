import CWCSeed
import CWCTorch

/// Teaches the importance branch the levels that measured distortions ask for.
///
/// A position's best level at a λ is the `l` that minimizes `D_l + λ·R_l` around it: `D_l` is the
/// squared error when the picture is decoded at the uniform level `l`, `R_l` an estimate of the coded
/// bits. A bit that equals its neighbours in its plane costs little: sky is cheap at any level, and
/// counting raw bits would starve it. The branch learns the levels as a logistic regression, the
/// logarithm of λ entering as the shift of its logits. The mask's own gradient then starts from a map
/// that already tells detail from sky.
struct MeasuredLevels {
    let model: SeedModel
    let device: Device
    let autocast: Bool
    /// How far the levels to learn depart from their mean: 1 as measured, 0 all the same. What
    /// deflate saves where neighbours keep the same planes is in no count of single bits; a value
    /// well below 1 makes up for it.
    let contrast: Double

    /// Levels that are decoded; those between are left to the regression.
    private static let measured = [0, 1, 2, 3, 5, 7, 10, 13, 15]
    /// Estimated cost of a bit that equals its left and upper neighbour, and what each difference
    /// adds: fitted to what deflate makes of planes.
    private static let agreeingBitCost = 0.15
    private static let differenceCost = 0.6
    /// Side in positions of the square over which distortion and rate are summed: wide, since a
    /// busy map costs bits itself.
    private static let reach = 9
    /// λ at which the shift is 0, in squared error (8-bit units) per bit per pixel.
    private static let middleLambda = 700.0

    init(_ model: SeedModel, contrast: Double, device: Device, autocast: Bool) {
        self.model = model
        self.contrast = contrast
        self.device = device
        self.autocast = autocast
    }

    /// The loss of a batch `[N, 3, H, W]` at a shift, the unshifted logits, and the levels to learn,
    /// both `[N, 1, H/8, W/8]`.
    func callAsFunction(
        _ pictures: Tensor, shift: Double
    ) throws(TorchError) -> (loss: Tensor, logits: Tensor, levels: Tensor) {
        let (trunk, levels) = try Torch.withoutGradient { () throws(TorchError) in
            try Torch.withAutocast(autocast, device: device) { () throws(TorchError) in
                let trunk = try model.features(pictures)
                let best = try bestLevels(pictures, trunk, lambda: lambda(at: shift))
                let mean = try best.mean() * (1 - contrast)
                return (trunk, try best * contrast + mean)
            }
        }
        let logits = try Torch.withAutocast(autocast, device: device) { () throws(TorchError) in
            try model.importance(trunk).to(.float)
        }
        let target = try (levels + 0.5) / Double(model.architecture.levels)
        let shifted = try logits + shift
        let loss = try (shifted.apply("softplus") - shifted * target).mean()
        return (loss, logits, levels)
    }

    private func lambda(at shift: Double) -> Double {
        Self.middleLambda * exponential(-shift)
    }

    /// Estimated coded size of every bit, in bits, `[N, planes, H/8, W/8]`.
    private func bitCosts(_ bits: Tensor) throws(TorchError) -> Tensor {
        let height = bits.shape[2]
        let width = bits.shape[3]
        let padded = try bits.apply("constant_pad_nd", "", .integers([1, 0, 1, 0]))
        let above = try padded.narrowed(2, from: 0, count: height)
            .narrowed(3, from: 1, count: width)
        let left = try padded.narrowed(2, from: 1, count: height)
            .narrowed(3, from: 0, count: width)
        let differences = try (bits - above).square() + (bits - left).square()
        return try differences * Self.differenceCost + Self.agreeingBitCost
    }

    private func bestLevels(
        _ pictures: Tensor, _ trunk: Tensor, lambda: Double
    ) throws(TorchError) -> Tensor {
        let bits = try model.codes(trunk).greater(than: 0)
        let costs = try bitCosts(bits)
        var best: (cost: Tensor, level: Tensor)?
        for level in Self.measured {
            let uniform = try Tensor([Float(level)], device: device)
            let mask = try model.mask.uniform(uniform)
            let decoded = try model.synthesis(bits * mask).to(.float)
            let error = try (decoded - pictures).square().mean(over: [1], keep: true)
                .pooled(8, stride: 8, padding: 0)
            let rate = try (costs * mask).sum(over: [1], keep: true)
            let weighed: Tensor = try error * (127.5 * 127.5) + rate * (lambda / 64)
            let cost = try weighed.pooled(
                Self.reach, stride: 1, padding: Self.reach / 2)
            guard let (lowest, chosen) = best else {
                best = (cost, try cost * 0 + Double(level))
                continue
            }
            let better = try cost.less(than: lowest)
            let kept = try better * -1 + 1
            let newLowest: Tensor = try cost * better + lowest * kept
            let newChosen: Tensor = try better * Double(level) + chosen * kept
            best = (newLowest, newChosen)
        }
        guard let best else { preconditionFailure("no level is measured") }
        return best.level
    }
}

extension Tensor {
    /// Means over `side × side` windows; positions outside do not count.
    fileprivate func pooled(_ side: Int, stride: Int, padding: Int) throws(TorchError) -> Tensor {
        try apply(
            "avg_pool2d", "", .integers([side, side]), .integers([stride, stride]),
            .integers([padding, padding]), .flag(false), .flag(false))
    }
}
