public import CWCTorch

/// The paper's mask: the importance `p` in (0, 1) of a position decides how long a prefix of its
/// `planes` code bits is kept.
///
/// Input `p` is `[N, 1, H, W]`, output `[N, planes, H, W]`. With `l_k = ceil(k·L/n)`, `k = 1…n`:
/// plane `k` is kept where `l_k ≤ floor(L·p) + 1`, which are `(n/L)·(floor(L·p) + 1)` bits, as the
/// image format counts them. That is `l_k < L·p + 1` (Li et al. 2018, equation 6) but for whole
/// `L·p`, where equation 6 keeps a group less: at `p = 0`, none. Backward, `dm_k/dp = L` in a window
/// around the boundary, `L·p − 1 ≤ l_k < L·p + 2`, and 0 elsewhere (equation 7).
public struct ImportanceMask: DifferentiableFunction {
    public let planes: Int
    public let levels: Int
    /// Factor on the gradient that reaches `p`; 1 is the paper's.
    public let gradientScale: Double
    private let groups: Tensor

    public init(
        planes: Int, levels: Int, gradientScale: Double = 1, device: Device = .cpu
    ) throws(TorchError) {
        self.planes = planes
        self.levels = levels
        self.gradientScale = gradientScale
        let ceilings = (1...planes).map { Float(($0 * levels + planes - 1) / planes) }
        groups = try Tensor(ceilings, shape: [1, planes, 1, 1], device: device)
    }

    public func forward(_ input: Tensor) throws(TorchError) -> Tensor {
        let reach = try (input * Double(levels)).floor() + 1
        return try reach.atLeast(groups)
    }

    public func backward(_ gradient: Tensor, at input: Tensor) throws(TorchError) -> Tensor {
        let scaled = try input * Double(levels)
        let aboveLow = try groups.atLeast(try scaled - 1)
        let belowHigh = try groups.less(than: try scaled + 2)
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
