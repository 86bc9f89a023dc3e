import CWCNetwork
import CWCTestSupport
import CWCTraining

/// The layers in floating point, straight from their definitions, with the maxima that `quantize`
/// asks for. Tensors are `[H, W, C]`.
struct FloatReference {
    struct Tensor {
        var height: Int
        var width: Int
        var channels: Int
        var values: [Double]

        var magnitude: Double { values.lazy.map(\.magnitude).max() ?? 0 }

        var channelMagnitudes: [Float] {
            (0..<channels).map { channel in
                Float(
                    stride(from: channel, to: values.count, by: channels)
                        .map { values[$0].magnitude }.max() ?? 0)
            }
        }
    }

    let parameters: [ConvolutionParameters]
    /// Largest magnitude of each layer's output, in running order.
    private(set) var maxima: [Float] = []
    /// The same by channel.
    private(set) var channelMaxima: [[Float]] = []
    private var next = 0

    init(_ parameters: [ConvolutionParameters]) {
        self.parameters = parameters
    }

    mutating func run(_ layers: [Layer], _ input: Tensor) -> Tensor {
        var x = input
        for layer in layers {
            switch layer {
            case .convolution(let shape):
                x = convolution(shape, parameters[next], x)
                next += 1
            case .rectifier:
                x.values = x.values.map { max($0, 0) }
            case .leakyRectifier(let shift):
                x.values = x.values.map { $0 < 0 ? $0 / Double(1 << shift) : $0 }
            case .residual(let body):
                let inside = run(body, x)
                x.values = zip(x.values, inside.values).map { $0 + $1 }
            case .pixelShuffle(let factor):
                x = shuffle(x, factor)
            }
            maxima.append(Float(x.magnitude))
            channelMaxima.append(x.channelMagnitudes)
        }
        return x
    }

    private func convolution(
        _ c: Convolution, _ numbers: ConvolutionParameters, _ x: Tensor
    ) -> Tensor {
        let (height, width) = (c.outputSize(x.height), c.outputSize(x.width))
        var values: [Double] = []
        for y in 0..<height {
            for column in 0..<width {
                for output in 0..<c.outputChannels {
                    var sum = Double(numbers.biases[output])
                    for ky in 0..<c.kernel {
                        for kx in 0..<c.kernel {
                            let (sy, sx) = (
                                y * c.stride + ky - c.padding, column * c.stride + kx - c.padding
                            )
                            guard (0..<x.height).contains(sy), (0..<x.width).contains(sx) else {
                                continue
                            }
                            let inputs = c.isDepthwise ? output...output : 0...x.channels - 1
                            for i in inputs {
                                let place = (output * c.kernel + ky) * c.kernel + kx
                                let w = place * inputs.count + i - inputs.lowerBound
                                let a = (sy * x.width + sx) * x.channels + i
                                sum += Double(numbers.weights[w]) * x.values[a]
                            }
                        }
                    }
                    values.append(sum)
                }
            }
        }
        return Tensor(height: height, width: width, channels: c.outputChannels, values: values)
    }

    private func shuffle(_ x: Tensor, _ f: Int) -> Tensor {
        var result = Tensor(
            height: x.height * f, width: x.width * f, channels: x.channels / (f * f),
            values: Array(repeating: 0, count: x.values.count))
        for (index, value) in x.values.enumerated() {
            let (position, channel) = index.quotientAndRemainder(dividingBy: x.channels)
            let (y, column) = position.quotientAndRemainder(dividingBy: x.width)
            let (c, offset) = channel.quotientAndRemainder(dividingBy: f * f)
            let place = (y * f + offset / f) * result.width + column * f + offset % f
            result.values[place * result.channels + c] = value
        }
        return result
    }
}

extension FloatReference.Tensor {
    /// What the integers stand for.
    init(_ tensor: IntegerTensor, _ scale: TensorScale) {
        self.init(
            height: tensor.height, width: tensor.width, channels: tensor.channels,
            values: tensor.values.map { Double(Int($0) - Int(scale.zero)) * scale.step })
    }
}

extension ConvolutionParameters {
    /// Random weights of the size that keeps activations about as large as they come.
    static func random(
        _ shape: Convolution, using random: inout some RandomNumberGenerator
    ) -> ConvolutionParameters {
        let terms = Float(shape.weightCount / shape.outputChannels)
        let size = (6 / terms).squareRoot()
        return ConvolutionParameters(
            weights: (0..<shape.weightCount).map { _ in
                Float.random(in: -size...size, using: &random)
            },
            biases: (0..<shape.outputChannels).map { _ in
                Float.random(in: -0.1...0.1, using: &random)
            })
    }
}

func rootMeanSquareDifference(
    _ a: FloatReference.Tensor, _ b: FloatReference.Tensor
) -> Double {
    let squares = zip(a.values, b.values).map { ($0 - $1) * ($0 - $1) }
    return (squares.reduce(0, +) / Double(squares.count)).squareRoot()
}
