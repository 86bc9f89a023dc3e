public import CWCModel
public import CWCNetwork
public import CWCSeed

extension IntegerNetwork {
    /// A network of the declared shape with random numbers that use much of the ranges.
    ///
    /// Hidden activations are in 0...255, the output in `outputRange`.
    public static func random(
        _ declaration: NetworkDeclaration, inputRange: ClosedRange<Int16>,
        outputRange: ClosedRange<Int16>, using random: inout some RandomNumberGenerator
    ) throws -> IntegerNetwork {
        var range = inputRange
        var layers = declaration.layers.map { integerLayer($0, &range, using: &random) }
        switch layers.popLast() {
        case .convolution(var last):
            last.outputRange = outputRange
            layers.append(.convolution(last))
        case let last?:
            layers.append(last)
        case nil:
            break
        }
        return try IntegerNetwork(
            role: declaration.role, inputChannels: declaration.inputChannels,
            inputRange: inputRange, layers: layers)
    }

    private static func integerLayer(
        _ layer: Layer, _ range: inout ClosedRange<Int16>,
        using random: inout some RandomNumberGenerator
    ) -> IntegerLayer {
        switch layer {
        case .convolution(let shape):
            let convolution = IntegerConvolution.random(
                shape, inputRange: range, outputRange: -255...255, using: &random)
            range = convolution.outputRange
            return .convolution(convolution)
        case .rectifier:
            range = range.rectified
            return .rectifier
        case .leakyRectifier(let shift):
            range = range.leaked(by: shift)
            return .leakyRectifier(shift: shift)
        case .residual(let body):
            let body = body.map { integerLayer($0, &range, using: &random) }
            range = -255...255
            return .residual(body, outputRange: range)
        case .pixelShuffle(let factor):
            return .pixelShuffle(factor: factor)
        }
    }
}

extension IntegerConvolution {
    /// A convolution with random weights whose outputs spread over the output range and somewhat
    /// beyond, so that the clamps have work to do.
    public static func random(
        _ shape: Convolution, inputRange: ClosedRange<Int16>, outputRange: ClosedRange<Int16>,
        using random: inout some RandomNumberGenerator
    ) -> IntegerConvolution {
        let outputs = shape.outputChannels
        // A sum of n terms of either sign is about √n times a term of half the largest size, and
        // three times that is rare.
        let terms = Double(shape.weightCount / outputs)
        let spread = 3 * 64 * Double(inputRange.upperBound) / 2 * terms.squareRoot()
        let shift: UInt8 = 30
        let width = Double(outputRange.upperBound) - Double(outputRange.lowerBound)
        let multiplier = Int32(min(width / spread * Double(1 << Int(shift)), Double(Int32.max)))
        return IntegerConvolution(
            shape: shape,
            weights: (0..<shape.weightCount).map { _ in
                Int8.random(in: -128...127, using: &random)
            },
            biases: (0..<outputs).map { _ in
                Int32(spread * Double.random(in: -0.2...0.3, using: &random))
            },
            multipliers: (0..<outputs).map { _ in
                Int32.random(in: max(1, multiplier / 2)...multiplier, using: &random)
            },
            shifts: Array(repeating: shift, count: outputs),
            inputZero: Int16.random(in: inputRange, using: &random),
            outputRange: outputRange)
    }
}

extension IntegerTensor {
    /// A tensor of random elements.
    public static func random(
        height: Int, width: Int, channels: Int, in range: ClosedRange<Int16>,
        using random: inout some RandomNumberGenerator
    ) -> IntegerTensor {
        IntegerTensor(
            height: height, width: width, channels: channels,
            values: (0..<height * width * channels).map { _ in
                Int16.random(in: range, using: &random)
            })
    }
}

/// An architecture of the seed family with all kinds of layers and next to no weights.
public enum TinyArchitecture {
    /// Binary code planes.
    public static let planes = 4
    /// Levels of the importance map.
    public static let levels = 2
    /// Both.
    public static let shape = SeedShape(planes: planes, levels: levels)
    /// Channels of the features.
    static let width = 3

    /// Picture to features.
    public static var features: NetworkDeclaration {
        NetworkDeclaration(
            role: .features, inputChannels: 3,
            layers: [
                .convolution(Convolution(3, 2, kernel: 8, stride: 4, padding: 2)), .rectifier,
                .convolution(Convolution(2, width, kernel: 4, stride: 2, padding: 1)), .rectifier,
                .residual([.convolution(Convolution(width, width, kernel: 3)), .rectifier]),
                .rectifier,
            ])
    }

    /// Features to code logits.
    public static var codes: NetworkDeclaration {
        NetworkDeclaration(
            role: .codes, inputChannels: width,
            layers: [.convolution(Convolution(width, planes, kernel: 1))])
    }

    /// Features to the importance logit.
    public static var importance: NetworkDeclaration {
        NetworkDeclaration(
            role: .importance, inputChannels: width,
            layers: [.convolution(Convolution(width, 1, kernel: 1))])
    }

    /// Masked codes to the picture.
    public static var synthesis: NetworkDeclaration {
        NetworkDeclaration(
            role: .synthesis, inputChannels: planes,
            layers: [
                .convolution(Convolution(planes, 8, kernel: 3)), .rectifier,
                .residual([.convolution(Convolution(8, 8, kernel: 1)), .rectifier]), .rectifier,
                .pixelShuffle(factor: 2),
                .convolution(Convolution(2, 32, kernel: 1)), .rectifier,
                .pixelShuffle(factor: 4),
                .convolution(Convolution(2, 3, kernel: 1)),
            ])
    }

    /// Another one, with depthwise convolutions and leaky rectifiers.
    public static var separableSynthesis: NetworkDeclaration {
        NetworkDeclaration(
            role: .synthesis, inputChannels: planes,
            layers: [
                .convolution(Convolution(planes, 8, kernel: 1)),
                .residual([
                    .convolution(Convolution(8, 8, kernel: 1)), .leakyRectifier(shift: 3),
                    .depthwise(8, kernel: 3), .convolution(Convolution(8, 8, kernel: 1)),
                ]),
                .leakyRectifier(shift: 2),
                .convolution(Convolution(8, 3 * 64, kernel: 3)), .pixelShuffle(factor: 8),
                .convolution(Convolution(3, 3, kernel: 1)),
            ])
    }
}

extension Model {
    /// Masked codes to the picture, of a model of the seed family.
    public var synthesis: IntegerNetwork {
        guard let seed else { preconditionFailure("a model of the seed family") }
        return seed.synthesis
    }

    /// The encoder's part of a model of the seed family.
    public var encoder: SeedNetworks.Encoder? { seed?.encoder }

    /// A small model with random weights; it encodes and decodes, badly. Without `hasEncoder` it
    /// only decodes.
    public static func tiny(
        using random: inout some RandomNumberGenerator, hasEncoder: Bool = true
    ) throws -> Model {
        try .random(
            ModelDescription(name: "tiny", note: "Random weights, for tests."),
            TinyArchitecture.shape, features: TinyArchitecture.features,
            codes: TinyArchitecture.codes,
            importance: TinyArchitecture.importance, synthesis: TinyArchitecture.synthesis,
            hasEncoder: hasEncoder, using: &random)
    }

    /// A small model that only decodes, with depthwise convolutions and leaky rectifiers.
    public static func separable(using random: inout some RandomNumberGenerator) throws -> Model {
        try .random(
            ModelDescription(name: "separable"), TinyArchitecture.shape,
            features: TinyArchitecture.features, codes: TinyArchitecture.codes,
            importance: TinyArchitecture.importance,
            synthesis: TinyArchitecture.separableSynthesis, hasEncoder: false, using: &random)
    }

    /// The declared seed, narrow, with random weights.
    public static func narrowSeed(using random: inout some RandomNumberGenerator) throws -> Model {
        let seed = SeedArchitecture(widthEighths: 1)
        return try .random(
            ModelDescription(name: "narrow seed"),
            SeedShape(planes: seed.planes, levels: seed.levels), features: seed.features,
            codes: seed.codes, importance: seed.importance,
            synthesis: seed.synthesis, using: &random)
    }

    /// A model of the declared networks with random weights.
    private static func random(
        _ description: ModelDescription, _ shape: SeedShape, features: NetworkDeclaration,
        codes: NetworkDeclaration,
        importance: NetworkDeclaration, synthesis: NetworkDeclaration, hasEncoder: Bool = true,
        using random: inout some RandomNumberGenerator
    ) throws -> Model {
        let logits = Int16.min...Int16.max
        let synthesis = try IntegerNetwork.random(
            synthesis, inputRange: 0...1, outputRange: 0...255, using: &random)
        let features = try IntegerNetwork.random(
            features, inputRange: 0...255, outputRange: 0...255, using: &random)
        let encoder = SeedNetworks.Encoder(
            features: features,
            codes: try .random(
                codes, inputRange: features.outputRange, outputRange: logits, using: &random),
            importance: try .random(
                importance, inputRange: features.outputRange, outputRange: logits, using: &random),
            // Thresholds that divide −16384...16384 evenly, and shifts that go as far.
            tables: EncoderTables(
                thresholds: (1..<shape.levels).map {
                    Int16(32768 * $0 / shape.levels - 16384)
                },
                qualityShifts: (0...10).map { ($0 - 5) * 3276 }))
        return try Model(
            description: description, shape: shape,
            SeedNetworks(synthesis: synthesis, encoder: hasEncoder ? encoder : nil))
    }
}
