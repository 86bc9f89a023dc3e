import CWCNetwork
import CWCSeed

extension IntegerNetwork {
    /// A network of the declared shape with drawn weights, to be measured and not to be looked at:
    /// 8 bits in the bodies of residuals, `streamBits` outside, samples at the end.
    static func drawn(
        _ declaration: NetworkDeclaration, inputRange: ClosedRange<Int16>, streamBits: Int,
        using generator: inout some RandomNumberGenerator
    ) throws -> IntegerNetwork {
        var range = inputRange
        var layers = draw(
            declaration.layers, &range, bits: streamBits, bodyBits: 8, using: &generator)
        if let last = layers.lastIndex(where: { if case .convolution = $0 { true } else { false } }
        ),
            case .convolution(var convolution) = layers[last]
        {
            convolution.outputRange = 0...255
            layers[last] = .convolution(convolution)
        }
        return try IntegerNetwork(
            role: declaration.role, inputChannels: declaration.inputChannels,
            inputRange: inputRange, layers: layers)
    }

    private static func draw(
        _ layers: [Layer], _ range: inout ClosedRange<Int16>, bits: Int, bodyBits: Int,
        using generator: inout some RandomNumberGenerator
    ) -> [IntegerLayer] {
        let limit = Int16(1 << (bits - 1))
        return layers.map { layer in
            switch layer {
            case .convolution(let shape):
                let convolution = IntegerConvolution.drawn(
                    shape, inputRange: range, outputRange: -limit...limit - 1, using: &generator)
                range = convolution.outputRange
                return .convolution(convolution)
            case .rectifier:
                range = range.rectified
                return .rectifier
            case .leakyRectifier(let shift):
                range = range.leaked(by: shift)
                return .leakyRectifier(shift: shift)
            case .residual(let body):
                let body = draw(
                    body, &range, bits: bodyBits, bodyBits: bodyBits, using: &generator)
                range = -limit...limit - 1
                return .residual(body, outputRange: range)
            case .pixelShuffle(let factor):
                return .pixelShuffle(factor: factor)
            }
        }
    }
}

extension IntegerConvolution {
    /// Weights of either sign, and a scale that spreads the outputs over their range.
    fileprivate static func drawn(
        _ shape: Convolution, inputRange: ClosedRange<Int16>, outputRange: ClosedRange<Int16>,
        using generator: inout some RandomNumberGenerator
    ) -> IntegerConvolution {
        let outputs = shape.outputChannels
        let terms = Double(shape.weightCount / outputs)
        let spread = 64 * Double(inputRange.upperBound) * terms.squareRoot()
        let shift: UInt8 = 30
        let multiplier = Double(outputRange.upperBound) / spread * Double(1 << Int(shift))
        return IntegerConvolution(
            shape: shape,
            weights: (0..<shape.weightCount).map { _ in
                Int8.random(in: -100...100, using: &generator)
            },
            biases: Array(repeating: 0, count: outputs),
            multipliers: Array(repeating: Int32(max(1, multiplier)), count: outputs),
            shifts: Array(repeating: shift, count: outputs), outputRange: outputRange)
    }
}

extension NetworkDeclaration {
    /// A synthesis network of depthwise and 1×1 convolutions, 33 thousand products a pixel: 192
    /// channels of codes at 1/16, and two that describe their importance, to the picture.
    static var separableSynthesis: NetworkDeclaration {
        func block(_ channels: Int) -> [Layer] {
            let leak = Layer.leakyRectifier(shift: 3)
            func mix(_ inputs: Int, _ outputs: Int) -> Layer {
                .convolution(Convolution(inputs, outputs, kernel: 1))
            }
            return [
                .residual([
                    mix(channels, channels), leak, .depthwise(channels, kernel: 3),
                    mix(channels, channels),
                ]),
                .residual([mix(channels, 2 * channels), leak, mix(2 * channels, channels)]),
            ]
        }
        func blocks(_ count: Int, _ channels: Int) -> [Layer] {
            Array(repeating: block(channels), count: count).flatMap { $0 }
        }
        return NetworkDeclaration(
            role: .synthesis, inputChannels: 194,
            layers: [.convolution(Convolution(194, 320, kernel: 1))] + blocks(3, 320)
                + [.convolution(Convolution(320, 768, kernel: 1)), .pixelShuffle(factor: 2)]
                + blocks(4, 192)
                + [.convolution(Convolution(192, 384, kernel: 1)), .pixelShuffle(factor: 2)]
                + blocks(2, 96)
                + [.convolution(Convolution(96, 48, kernel: 3)), .pixelShuffle(factor: 4)])
    }
}
