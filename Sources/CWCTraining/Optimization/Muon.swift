public import CWCTorch

/// Momentum whose every step is made orthogonal (Jordan et al. 2024): for weights of convolutions.
///
/// A gradient of a convolution is dominated by few directions, those of the strong signals; Adam
/// scales numbers one by one and leaves that so. Here the step's matrix `[out, in·k·k]` gets equal
/// singular values, so that weak signals are learned as fast as strong ones.
public final class Muon {
    /// The learning rate of the next step.
    public var learningRate: Double
    /// How much of the momentum a step keeps.
    public let momentum: Double
    private let parameters: [Tensor]
    private let buffers: [Tensor]

    /// Rounds of the iteration towards the orthogonal matrix, and its coefficients, which trade
    /// exactness for speed: singular values end between 0.7 and 1.2.
    private static let rounds = 5
    private static let coefficients = (3.4445, -4.7750, 2.0315)
    /// Root mean square of a step's elements, in learning rates: what Adam's steps have, so that
    /// one learning rate suits both.
    private static let stepSize = 0.2

    /// An optimizer of weights, its momentum zero.
    public init(
        _ parameters: [Tensor], learningRate: Double, momentum: Double = 0.95
    ) throws(TorchError) {
        self.parameters = parameters
        self.learningRate = learningRate
        self.momentum = momentum
        var buffers: [Tensor] = []
        for parameter in parameters { buffers.append(try .zeros(like: parameter.detached())) }
        self.buffers = buffers
    }

    /// One step down the gradients, which stay as they are. Parameters without one do not move.
    public func step() throws(TorchError) {
        try Torch.withoutGradient { () throws(TorchError) in
            for (parameter, buffer) in zip(parameters, buffers) {
                guard let gradient = parameter.gradient else { continue }
                try Torch.call(
                    "lerp_", "Scalar",
                    [.tensor(buffer), .tensor(gradient), .number(1 - momentum)])
                // Nesterov: look ahead by one step of the momentum.
                let ahead = try gradient.apply(
                    "lerp", "Scalar", .tensor(buffer), .number(momentum))
                let rows = ahead.shape[0]
                let matrix = try ahead.reshaped([rows, -1])
                let scale = Self.stepSize * Double(max(rows, matrix.shape[1])).squareRoot()
                let step = try Self.orthogonal(matrix).reshaped(parameter.shape).like(parameter)
                try Torch.call(
                    "add_", "Tensor",
                    [.tensor(parameter), .tensor(step), .number(-learningRate * scale)])
            }
        }
    }

    /// Nearly the closest matrix with orthonormal rows (or columns), by Newton–Schulz iteration in
    /// bfloat16.
    static func orthogonal(_ matrix: Tensor) throws(TorchError) -> Tensor {
        let tall = matrix.shape[0] > matrix.shape[1]
        let wide = tall ? try matrix.transposed() : matrix
        let norm = try wide.square().sum().sqrt() + 1e-12
        var x = try (wide / norm).to(.bfloat16)
        let (a, b, c) = coefficients
        for _ in 0..<rounds {
            let gram = try x.multiplied(x.transposed())
            let polynomial = try gram * b + gram.multiplied(gram) * c
            x = try x * a + polynomial.multiplied(x)
        }
        return tall ? try x.transposed() : x
    }

    /// The momentum with names, for checkpoints.
    public func state(names: [String]) -> [(name: String, tensor: Tensor)] {
        zip(names, buffers).map { ("muon.\($0)", $1) }
    }

    /// Continues from a checkpoint; momentum that it lacks begins at zero.
    public func restore(names: [String], from tensors: [String: Tensor]) throws(TorchError) {
        for (name, buffer) in zip(names, buffers) {
            if let value = tensors["muon.\(name)"] { try copy([value], to: [buffer]) }
        }
    }
}
