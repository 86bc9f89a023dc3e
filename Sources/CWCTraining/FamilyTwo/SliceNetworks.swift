internal import CWCNetwork
internal import CWCTorch

/// The networks that give the probabilities of one slice of channels, and the two passes of its
/// coding.
final class SliceNetworks {
    let context: FloatNetwork?
    let anchorHead: FloatNetwork
    let neighbours: FloatNetwork
    let otherHead: FloatNetwork
    private let count: Int
    private let device: Device

    init(
        _ architecture: FamilyTwoArchitecture, index: Int, device: Device
    ) throws(TorchError) {
        self.device = device
        count = architecture.slices[index]
        let name = { (role: NetworkRole) in "\(role.name).\(index)" }
        if let declaration = architecture.sliceContext(index) {
            context = try FloatNetwork(declaration, name: name(.sliceContext), device: device)
        } else {
            context = nil
        }
        anchorHead = try FloatNetwork(
            architecture.anchorHead(index), name: name(.anchorHead), headScale: 0.1,
            device: device)
        neighbours = try FloatNetwork(
            architecture.neighbourContext(index), name: name(.neighbourContext), device: device)
        otherHead = try FloatNetwork(
            architecture.otherHead(index), name: name(.otherHead), headScale: 0.1,
            device: device)
    }

    var networks: [FloatNetwork] {
        (context.map { [$0] } ?? []) + [anchorHead, neighbours, otherHead]
    }

    /// What coding a slice gives.
    struct Result {
        /// The decoded coefficients, normalized, `[N, count, h, w]`.
        let normalized: Tensor
        /// Estimated bits of each picture, `[N]`.
        let bits: Tensor
    }

    /// Codes the slice: `steps` are its coefficients in steps of their quality, `[N, count, h, w]`,
    /// `prior` what the hyper-planes say of each position, and `before` the decoded slices before
    /// this one, normalized.
    func callAsFunction(
        _ steps: Tensor, prior: Tensor, before: [Tensor], scale: SliceScale,
        rate: FamilyTwoModel.RateEstimate, autocast: Bool
    ) throws(TorchError) -> Result {
        let half = { (body: () throws(TorchError) -> Tensor) throws(TorchError) -> Tensor in
            try Torch.withAutocast(autocast, device: self.device, body).to(.float)
        }
        var known = [prior]
        if let context, let first = before.first {
            let all = try first.concatenated(Array(before.dropFirst()), over: 1)
            known.append(try half { () throws(TorchError) in try context(all) })
        }
        let shared = try known[0].concatenated(Array(known.dropFirst()), over: 1)
        let others = try Checkerboard.others(
            height: steps.shape[2], width: steps.shape[3], device: device)

        let first = try parameters(try anchorHead(shared), scale)
        let anchors = try quantized(steps, mean: first.mean) * (try others * -1 + 1)
        let neighbourhood = try half { () throws(TorchError) in
            try neighbours(try anchors / scale.toSteps)
        }
        let second = try parameters(
            try otherHead(try shared.concatenated([neighbourhood], over: 1)), scale)

        let mean = try first.mean + (try (try second.mean - first.mean) * others)
        let logScale =
            try first.logScale + (try (try second.logScale - first.logScale) * others)
        let decoded = try quantized(steps, mean: mean)
        let residual: Tensor
        switch rate {
        case .noise:
            let noise = try steps.detached().apply("rand_like") - 0.5
            residual = try (try steps - mean) + noise
        case .rounded:
            residual = try decoded - mean
        }
        let bits = try LogisticRate.bits(residual, logScale: logScale).sum(over: [1, 2, 3])
        return Result(normalized: try decoded / scale.toSteps, bits: bits)
    }

    /// Means, in steps, and logarithms of standard deviations, from what a head puts out.
    private func parameters(
        _ output: Tensor, _ scale: SliceScale
    ) throws(TorchError) -> (mean: Tensor, logScale: Tensor) {
        let mean = try output.narrowed(1, from: 0, count: count) * scale.toSteps
        let logScale = try output.narrowed(1, from: count, count: count) + scale.logDeviation
        let range = LogisticRate.logScale
        return (mean, try logScale.clamped(range.lowerBound, range.upperBound))
    }

    /// The nearest values at whole steps from the mean; gradients pass as if nothing had been
    /// rounded.
    private func quantized(_ steps: Tensor, mean: Tensor) throws(TorchError) -> Tensor {
        let change = try Torch.withoutGradient { () throws(TorchError) in
            let distance = try steps.detached() - mean.detached()
            return try distance.round() - distance
        }
        return try steps + change
    }
}

/// Per-channel factors between what the networks see and steps of the quality, `[N, C, 1, 1]`.
struct SliceScale {
    /// Steps of the quality per normalized unit.
    let toSteps: Tensor
    /// Logarithm of the start's standard deviation in steps: what a head's zero means.
    let logDeviation: Tensor

    func narrowed(from start: Int, count: Int) throws(TorchError) -> SliceScale {
        SliceScale(
            toSteps: try toSteps.narrowed(1, from: start, count: count),
            logDeviation: try logDeviation.narrowed(1, from: start, count: count))
    }
}

/// The two halves of the positions.
enum Checkerboard {
    /// 1 at the positions of the second pass, where row + column is odd, else 0: `[1, 1, h, w]`.
    static func others(height: Int, width: Int, device: Device) throws(TorchError) -> Tensor {
        var values = [Float](repeating: 0, count: height * width)
        for row in 0..<height {
            for column in 0..<width where (row + column) % 2 == 1 {
                values[row * width + column] = 1
            }
        }
        return try Tensor(values, shape: [1, 1, height, width], device: device)
    }
}
