internal import CWCNetwork
internal import CWCTorch

/// What is known of the windows that a convolution reads, so that its weights can be rounded for
/// them: their mean, and how their inputs vary together.
public struct InputMoments: Hashable, Sendable {
    /// Mean of each input of a window, `[kernel, kernel, in]`.
    var means: [Float]
    /// The upper triangular `U` with `UᵀU = C⁻¹`, row by row; `C` is the covariance of the inputs.
    var factor: [Float]

    /// Rounds weights, given in their steps, to integers of magnitude up to `limit`.
    ///
    /// One after the other; what rounding a weight does to the output, the weights after it make good
    /// as far as their inputs vary with its own (Frantar et al., *GPTQ*, 2023). Neighbouring pixels
    /// are nearly equal, so that nearly all of it can be made good.
    func rounded(_ weights: [Double], limit: Double) -> [Int8] {
        var rest = weights
        let count = weights.count
        return factor.withUnsafeBufferPointer { factor in
            rest.withUnsafeMutableBufferPointer { rest in
                (0..<count).map { index in
                    let integer = min(max(rest[index].rounded(), -limit), limit)
                    let row = index * count
                    let error = (rest[index] - integer) / Double(factor[row + index])
                    for later in index..<count {
                        rest[later] -= error * Double(factor[row + later])
                    }
                    return Int8(integer)
                }
            }
        }
    }
}

/// Gathers moments of the inputs of a network's convolutions.
struct WindowStatistics {
    /// By convolution: windows seen, their sum `[n]`, and the sum of their products `[n, n]`.
    private var sums: [(count: Int, first: Tensor, second: Tensor)] = []

    /// Share of the mean variance that is added to every input's own: directions in which inputs
    /// hardly ever vary are not to be trusted.
    private static let damping = 0.01

    /// Runs `network`, which has no depthwise convolution, and adds what its convolutions read.
    mutating func run(_ network: FloatNetwork, on input: Tensor) throws(TorchError) {
        var sums = sums
        var position = 0
        // What a layer reads is what the layer before it has put out, in bodies as well.
        var read = input
        _ = try network(input) { (layer, output) throws(TorchError) in
            if case .convolution(let shape) = layer {
                let rows = try Self.windows(of: read, shape)
                let entry = (
                    count: rows.shape[0], first: try rows.sum(over: [0]).to(.double),
                    second: try rows.transposed().multiplied(rows).to(.double)
                )
                if position == sums.count {
                    sums.append(entry)
                } else {
                    let before = sums[position]
                    sums[position] = (
                        before.count + entry.count, try before.first + entry.first,
                        try before.second + entry.second
                    )
                }
                position += 1
            }
            read = output
        }
        self.sums = sums
    }

    /// The moments, by convolution.
    func moments() throws(TorchError) -> [InputMoments] {
        var result: [InputMoments] = []
        for (count, first, second) in sums {
            let size = first.shape[0]
            let mean = try first / Double(count)
            let outer = try mean.reshaped([size, 1]).multiplied(try mean.reshaped([1, size]))
            let covariance = try (try second / Double(count)) - outer
            let variance = try covariance.apply("diagonal").mean().scalar()
            var diagonal = [Float](repeating: 0, count: size * size)
            let extra = Float(max(variance, 1e-12) * Self.damping)
            for index in 0..<size { diagonal[index * size + index] = extra }
            let damped = try covariance + Tensor(diagonal, shape: [size, size]).like(covariance)
            let inverse = try Torch.call("linalg_inv", "", [.tensor(damped)])[0]
            // Symmetric but for rounding, which the factorization does not forgive.
            let symmetric = try (try inverse + inverse.transposed()) * 0.5
            let factor = try Torch.call(
                "linalg_cholesky", "", [.tensor(symmetric), .flag(true)])[0]
            result.append(
                InputMoments(means: try mean.floats(), factor: try factor.floats()))
        }
        return result
    }

    /// Windows as rows, each `[kernel, kernel, in]`.
    private static func windows(
        of x: Tensor, _ shape: Convolution
    ) throws(TorchError) -> Tensor {
        let area = shape.kernel * shape.kernel
        return try x.unfolded(kernel: shape.kernel, stride: shape.stride, padding: shape.padding)
            .reshaped([x.shape[0], shape.inputChannels, area, -1]).permuted([0, 3, 2, 1])
            .reshaped([-1, area * shape.inputChannels])
    }
}
