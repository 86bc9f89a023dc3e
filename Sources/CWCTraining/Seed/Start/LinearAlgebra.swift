import CWCTorch

/// The few pieces of linear algebra that a linear start needs, on torch.
enum LinearAlgebra {
    /// Principal components of rows `[M, D]` about zero: the `count` largest, each a unit vector.
    static func principalComponents(
        of rows: Tensor, count: Int
    ) throws(TorchError) -> (variances: [Float], basis: Tensor) {
        let wide = try rows.to(.double)
        let covariance = try wide.transposed().multiplied(wide) / Double(rows.shape[0])
        let solved = try Torch.call("linalg_eigh", "", [.tensor(covariance), .text("L")])
        let dimension = rows.shape[1]
        // Eigenvalues come in ascending order.
        let largest = try solved[1].narrowed(1, from: dimension - count, count: count)
        let basis = try largest.transposed().apply("flip", "", .integers([0])).to(.float)
        let values = try solved[0].floats()
        return (values.suffix(count).reversed(), basis)
    }

    /// The matrix `S` that brings `inputs · S` `[M, D]·[D, K]` closest to `targets` `[M, K]`.
    static func leastSquares(
        _ inputs: Tensor, _ targets: Tensor, ridge: Double
    ) throws(TorchError) -> Tensor {
        let side = inputs.shape[1]
        let turned = try inputs.transposed()
        let gram = try turned.multiplied(inputs).to(.double)
        var diagonal = [Float](repeating: 0, count: side * side)
        let weight = Float(ridge * Double(inputs.shape[0]))
        for index in 0..<side { diagonal[index * side + index] = weight }
        let damping = try Tensor(diagonal, shape: [side, side]).like(gram)
        let right = try turned.multiplied(targets).to(.double)
        return try (gram + damping).apply("linalg_solve", "", .tensor(right)).to(.float)
    }

    /// The `kernel × kernel` windows of `[N, C, H, W]` as rows `[N·positions, C·k·k]`.
    static func windows(
        of x: Tensor, kernel: Int, stride: Int, padding: Int
    ) throws(TorchError) -> Tensor {
        let size = x.shape[1] * kernel * kernel
        return try x.unfolded(kernel: kernel, stride: stride, padding: padding)
            .permuted([0, 2, 1]).reshaped([-1, size])
    }

    /// Rows with a last column of ones, for a least-squares fit with a bias.
    static func withConstant(_ rows: Tensor) throws(TorchError) -> Tensor {
        let ones = try rows.narrowed(1, from: 0, count: 1).apply("ones_like")
        return try rows.concatenated([ones], over: 1)
    }

    /// Positions of `[N, C, H, W]` as rows `[N·H·W, C]`.
    static func positions(_ x: Tensor) throws(TorchError) -> Tensor {
        try x.permuted([0, 2, 3, 1]).reshaped([-1, x.shape[1]])
    }
}
