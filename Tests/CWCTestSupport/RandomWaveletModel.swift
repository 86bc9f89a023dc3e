public import CWCModel
import CWCNetwork
public import CWCWavelet

extension Model {
    /// A small model of the wavelet family with random weights: it codes any picture, badly.
    public static func tinyWavelet(
        levels: Int = 2, using random: inout some RandomNumberGenerator
    ) throws -> Model {
        try Model(
            description: ModelDescription(
                name: "tiny wavelet", note: "Random weights, for tests."),
            .tiny(levels: levels, using: &random))
    }
}

extension WaveletNetworks {
    /// Networks with a few channels each, other numbers of them at every level.
    public static func tiny(
        levels count: Int, using random: inout some RandomNumberGenerator
    ) throws -> WaveletNetworks {
        let architecture = WaveletArchitecture(
            widths: (0..<count).map { 3 + $0 }, contextWidths: (0..<count).map { 2 + $0 },
            headWidths: (0..<count).map { 4 + $0 }, postFilterWidth: 4, postFilterBlocks: 1)
        func network(
            _ declaration: NetworkDeclaration, _ input: ClosedRange<Int16>,
            _ output: ClosedRange<Int16> = -255...255
        ) throws -> IntegerNetwork {
            try .random(declaration, inputRange: input, outputRange: output, using: &random)
        }
        var levels: [Level] = []
        for number in 1...count {
            var byRole: [NetworkRole: IntegerNetwork] = [:]
            for declaration in [
                architecture.lumaAnchorContext(number), architecture.crossComponentContext(number),
                architecture.chromaAnchorContext(number),
            ] {
                byRole[declaration.role] = try network(declaration, -127...127)
            }
            // As in models that are trained; the others have borders of other numbers.
            byRole[.lumaAnchorContext] = try byRole[.lumaAnchorContext]?.borderedByZeros()
            for pass in CodingPass.allCases {
                let head = architecture.head(pass, number)
                byRole[head.role] = try network(head, 0...255, logits)
            }
            if number > 1 {
                byRole[.crossLevelContext] = try network(
                    architecture.crossLevelContext(from: number), -255...255)
            }
            levels.append(
                Level(isFinest: number == 1) { role in
                    guard let network = byRole[role] else { preconditionFailure("no \(role)") }
                    return network
                })
        }
        return WaveletNetworks(
            llContext: try network(architecture.llContext, .min ... .max), levels: levels,
            postFilter: try network(architecture.postFilter, -1024...1023),
            baseSteps: .equalError(levels: count),
            probabilities: (0..<256).map { _ in UInt16.random(in: 3000...62000, using: &random) })
    }
}

extension IntegerNetwork {
    /// The same network, but for what its convolutions see beyond the border.
    fileprivate func borderedByZeros() throws -> IntegerNetwork {
        try IntegerNetwork(
            role: role, inputChannels: inputChannels, inputRange: inputRange,
            layers: layers.map { layer in
                guard case .convolution(var convolution) = layer else { return layer }
                convolution.inputZero = 0
                return .convolution(convolution)
            })
    }
}
