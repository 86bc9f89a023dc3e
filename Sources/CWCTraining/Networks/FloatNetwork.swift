public import CWCNetwork
public import CWCTorch

/// A declared network with floating-point parameters: what the trainer trains.
///
/// It reads the same list of layers as the integer engine. Activations are `[N, C, H, W]`, weights
/// `[out, in, k, k]`, or `[channels, 1, k, k]` where the convolution is depthwise.
public final class FloatNetwork {
    /// The layers.
    public let declaration: NetworkDeclaration
    /// What its parameters' names begin with.
    public let name: String
    /// One weight per convolution, in the order of ``NetworkDeclaration/convolutions``.
    public private(set) var weights: [Tensor]
    /// One bias per convolution, `[out]`.
    public private(set) var biases: [Tensor]
    /// Sees what each layer puts out, in the order in which they run, whoever runs the network.
    var observer: ((Layer, Tensor) throws(TorchError) -> Void)?

    /// Draws weights from a normal distribution of variance `2 / fan-in`, biases zero; those of the
    /// last convolution are multiplied by `headScale`.
    public init(
        _ declaration: NetworkDeclaration, name: String? = nil, headScale: Double = 1,
        device: Device
    ) throws(TorchError) {
        self.declaration = declaration
        self.name = name ?? declaration.role.name
        weights = []
        biases = []
        let convolutions = declaration.convolutions
        for (index, shape) in convolutions.enumerated() {
            let fanIn = Double(shape.inputsPerOutput * shape.kernel * shape.kernel)
            let size = [shape.outputChannels, shape.inputsPerOutput, shape.kernel, shape.kernel]
            let scale = index == convolutions.count - 1 ? headScale : 1
            let weight = try Tensor.normal(size) * ((2 / fanIn).squareRoot() * scale)
            weights.append(try weight.to(device).channelsLast())
            biases.append(
                try Tensor([Float](repeating: 0, count: shape.outputChannels), device: device))
        }
        for tensor in parameters.map(\.tensor) { try tensor.requireGradient() }
    }

    /// Every parameter with its name, such as `synthesis.3.weight`.
    public var parameters: [Parameter] {
        zip(weights, biases).enumerated().flatMap { index, pair in
            let prefix = "\(name).\(index)"
            return [
                Parameter(name: "\(prefix).weight", tensor: pair.0),
                Parameter(name: "\(prefix).bias", tensor: pair.1),
            ]
        }
    }

    /// Runs the layers. `observe` sees what each layer puts out, in the order in which they run.
    public func callAsFunction(
        _ input: Tensor, observe: ((Layer, Tensor) throws(TorchError) -> Void)? = nil
    ) throws(TorchError) -> Tensor {
        var next = 0
        return try run(declaration.layers, input, next: &next, observe: observe ?? observer)
    }

    private func run(
        _ layers: [Layer], _ input: Tensor, next: inout Int,
        observe: ((Layer, Tensor) throws(TorchError) -> Void)?
    ) throws(TorchError) -> Tensor {
        var x = input
        for layer in layers {
            switch layer {
            case .convolution(let shape):
                x = try x.convolved(
                    weights[next], bias: biases[next], stride: shape.stride,
                    padding: shape.padding, groups: shape.groups)
                next += 1
            case .rectifier:
                x = try x.rectified()
            case .leakyRectifier(let shift):
                x = try x.leakyRectified(slope: 1 / Double(1 << shift))
            case .residual(let body):
                x = try x + run(body, x, next: &next, observe: observe)
            case .pixelShuffle(let factor):
                x = try x.pixelShuffled(factor)
            }
            try observe?(layer, x)
        }
        return x
    }
}
