import CWCModel
import CWCNetwork

/// What the networks of a model of the wavelet family owe each other. Spec wavelet §6.2.
enum WaveletRules {
    /// Decomposition levels that a model can have: the post-filter's blocks of 4 × 4 pixels are
    /// positions of the second.
    static let levels = 2...8
    /// Probabilities that a table can hold.
    static let probabilities: ClosedRange<UInt16> = 1...65535
    /// How far steps can follow contrast, in sixteenths.
    static let masking = 0...64
    /// Base steps that a subband can have: products with symbols are then far from the ends of 64 bits.
    static let baseSteps: ClosedRange<UInt32> = 1...(1 << 24)

    static func check(_ networks: WaveletNetworks) throws(ModelError) {
        let count = networks.levels.count
        try require(levels.contains(count), "\(count) levels")
        let steps = networks.baseSteps
        try require(
            steps.ll.count == WaveletGeometry.components && steps.details.count == count
                && steps.details.allSatisfy { $0.count == WaveletGeometry.subbands }
                && (steps.ll + steps.details.joined()).allSatisfy(baseSteps.contains),
            "base quantization steps")
        // Cells are positions of a level.
        try require(
            masking.contains(networks.masking)
                && (networks.masking == 0 || count >= WaveletImportanceMap.cellLevel),
            "masking \(networks.masking) with \(count) levels")
        try require(
            networks.probabilities.count == WaveletNetworks.logits.count
                && networks.probabilities.allSatisfy(probabilities.contains),
            "\(networks.probabilities.count) probabilities")

        try require(networks.llContext, sees: [.ll, .quality], gives: nil)
        var features = Input.tensor(networks.llContext)
        for (index, level) in networks.levels.enumerated().reversed() {
            try check(level, features: features, at: index + 1)
            guard index > 0 else { break }
            guard let context = level.crossLevelContext else {
                throw ModelError(.contradiction, "level \(index + 1) has no cross_level_context")
            }
            try require(
                context, sees: [features, .symbols(WaveletGeometry.subbands), .quality],
                gives: nil, enlarging: 2)
            features = .tensor(context)
        }
        try require(
            networks.postFilter, sees: [.blocks, .quality], gives: 3,
            enlarging: PostFilterBlocks.side)
    }

    private static func check(
        _ level: WaveletNetworks.Level, features: Input, at number: Int
    ) throws(ModelError) {
        let (luma, chroma) = (WaveletGeometry.lumaSubbands, WaveletGeometry.chromaSubbands)
        try require(level.lumaAnchorContext, sees: [.symbols(luma)], gives: nil)
        try require(level.crossComponentContext, sees: [.symbols(luma)], gives: nil)
        try require(level.chromaAnchorContext, sees: [.symbols(chroma)], gives: nil)
        let lumaContext = Input.tensor(level.lumaAnchorContext)
        let crossComponent = Input.tensor(level.crossComponentContext)
        let chromaContext = Input.tensor(level.chromaAnchorContext)
        let inputs: [CodingPass: [Input]] = [
            .lumaAnchors: [features], .lumaNonAnchors: [features, lumaContext],
            .chromaAnchors: [features, crossComponent],
            .chromaNonAnchors: [features, crossComponent, chromaContext],
        ]
        for pass in CodingPass.allCases {
            let head = level.head(pass)
            try require(
                head, sees: inputs[pass] ?? [],
                gives: pass.subbands * WaveletArchitecture.decisions)
            // Heads run on half of the positions, which are not beside each other.
            try require(
                head.layers.allSatisfy(\.isPointwise) && head.outputRange == WaveletNetworks.logits,
                "the \(head.role) network of level \(number) is not a probability head")
        }
    }

    /// A part of a network's input.
    private enum Input {
        case ll, quality, blocks
        /// Subbands as networks see them, two channels each.
        case symbols(Int)
        /// What another network puts out.
        case tensor(IntegerNetwork)

        var channels: Int {
            switch self {
            case .ll: WaveletGeometry.components
            case .quality: 1
            case .blocks: PostFilterBlocks.colourChannels
            case .symbols(let subbands): WaveletArchitecture.symbolChannels * subbands
            case .tensor(let network): network.outputChannels
            }
        }

        /// The values that it can hold. Spec wavelet §5.1.
        var range: ClosedRange<Int16> {
            switch self {
            case .ll: .min ... .max
            case .quality: -127...127
            case .blocks: PostFilterBlocks.colours
            case .symbols: -127...127
            case .tensor(let network): network.outputRange
            }
        }
    }

    private static func require(
        _ condition: Bool, _ description: @autoclosure () -> String
    ) throws(ModelError) {
        try CWCModel.require(condition, description())
    }

    private static func require(
        _ network: IntegerNetwork, sees inputs: [Input], gives outputs: Int?, enlarging: Int = 1
    ) throws(ModelError) {
        let fits =
            network.inputChannels == inputs.reduce(0) { $0 + $1.channels }
            && inputs.allSatisfy { network.inputRange.contains($0.range) }
            && network.inputRange.contains(0)
            && network.outputChannels == outputs ?? network.outputChannels
            && (network.downsampling, network.upsampling) == (1, enlarging)
        try require(fits, "the \(network.role) network does not fit the family")
    }
}

extension IntegerLayer {
    /// Whether an output depends on its own position alone.
    fileprivate var isPointwise: Bool {
        switch self {
        case .convolution(let convolution): convolution.shape.kernel == 1
        case .residual(let body, _): body.allSatisfy(\.isPointwise)
        case .rectifier, .leakyRectifier: true
        case .pixelShuffle: false
        }
    }
}
