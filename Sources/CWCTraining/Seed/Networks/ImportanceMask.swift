public import CWCTorch

/// The paper's mask: the importance `p` in (0, 1) of a position decides how long a prefix of its
/// `planes` code bits is kept.
///
/// Input `p` is `[N, 1, H, W]`, output `[N, planes, H, W]`. With `l_k = ceil(k·L/n)`, `k = 1…n`:
/// plane `k` is kept where `l_k ≤ floor(L·p) + 1`, which are `(n/L)·(floor(L·p) + 1)` bits, as the
/// image format counts them. That is `l_k < L·p + 1` (Li et al. 2018, equation 6) but for whole
/// `L·p`, where equation 6 keeps a group less: at `p = 0`, none. ``Gradient`` says what is done
/// backward.
public struct ImportanceMask: DifferentiableFunction {
    /// Code planes, `n` in the paper.
    public let planes: Int
    /// Importance levels, `L` in the paper.
    public let levels: Int
    /// What stands for the gradient of the mask.
    public let gradient: Gradient
    /// Factor on the gradient that reaches `p`; 1 is the paper's.
    public let gradientScale: Double
    private let groups: Tensor

    /// What stands for the gradient of the mask.
    public enum Gradient: String, CaseIterable, Hashable, Sendable {
        /// The paper's: `dm_k/dp = L` in a window of three groups around the boundary,
        /// `L·p − 1 ≤ l_k < L·p + 2`, and 0 elsewhere (equation 7).
        case window
        /// That of a linear ramp, `clip(L·p + 2 − l_k, 0, 1)`: `L` for the group that would be kept
        /// next, 0 elsewhere.
        case ramp

        /// How far below `l_k` the window begins, and how far above it ends, in units of `L·p`.
        var window: (low: Double, high: Double) {
            switch self {
            case .window: (-1, 2)
            case .ramp: (1, 2)
            }
        }
    }

    /// A mask for codes of this shape.
    public init(
        planes: Int, levels: Int, gradient: Gradient = .window, gradientScale: Double = 1,
        device: Device = .cpu
    ) throws(TorchError) {
        self.planes = planes
        self.levels = levels
        self.gradient = gradient
        self.gradientScale = gradientScale
        let ceilings = (1...planes).map { Float(($0 * levels + planes - 1) / planes) }
        groups = try Tensor(ceilings, shape: [1, planes, 1, 1], device: device)
    }

    /// Which planes are kept where: 1, else 0.
    public func forward(_ input: Tensor) throws(TorchError) -> Tensor {
        let reach = try (input * Double(levels)).floor() + 1
        return try reach.atLeast(groups)
    }

    /// What ``gradient`` says, summed over the planes.
    public func backward(_ gradient: Tensor, at input: Tensor) throws(TorchError) -> Tensor {
        let scaled = try input * Double(levels)
        let (low, high) = self.gradient.window
        let aboveLow = try groups.atLeast(scaled + low)
        let belowHigh = try groups.less(than: scaled + high)
        let window = try aboveLow * belowHigh * (Double(levels) * gradientScale)
        return try (gradient * window).sum(over: [1], keep: true)
    }

    /// The mask of one level for a whole picture: `levels` per picture, `[N]`, gives
    /// `[N, planes, 1, 1]`.
    public func uniform(_ level: Tensor) throws(TorchError) -> Tensor {
        let reach = try level.reshaped([-1, 1, 1, 1]) + 1.5
        return try reach.greater(than: groups)
    }
}
