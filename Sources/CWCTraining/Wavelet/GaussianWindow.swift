import CWCTorch

/// A Gaussian window of σ = 1.5, 11 × 11, over each channel for itself; what lies nearer to the border than it
/// reaches is left out.
struct GaussianWindow {
    /// Samples that are cut off at each border.
    static let reach = 5
    private let across: Tensor
    private let down: Tensor
    private let channels: Int

    init(channels: Int, device: Device) throws(TorchError) {
        let line = (-Self.reach...Self.reach).map {
            exponential(-Double($0 * $0) / (2 * 1.5 * 1.5))
        }
        let sum = line.reduce(0, +)
        let window = [[Float]](repeating: line.map { Float($0 / sum) }, count: channels)
            .flatMap { $0 }
        let side = 2 * Self.reach + 1
        across = try Tensor(window, shape: [channels, 1, 1, side], device: device)
        down = try Tensor(window, shape: [channels, 1, side, 1], device: device)
        self.channels = channels
    }

    /// Local means of `[N, channels, H, W]`: `[N, channels, H − 10, W − 10]`.
    func filtered(_ values: Tensor) throws(TorchError) -> Tensor {
        try values.convolved(across, groups: channels).convolved(down, groups: channels)
    }
}
