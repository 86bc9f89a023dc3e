import CWCWavelet

/// What the networks of family 2 owe each other. Spec model §3.6.
enum WaveletRules {
    /// Levels that a model can have: blocks of 4 × 4 pixels are positions of the second.
    static let levels = 2...8
    /// Probabilities that a table can hold.
    static let probabilities: ClosedRange<UInt16> = 1...65535
    /// How far steps can follow contrast, in sixteenths.
    static let masking = 0...64
    /// Gains that a band can have: products with symbols are then far from the ends of 64 bits.
    static let gains: ClosedRange<UInt32> = 1...(1 << 24)

    static func check(
        _ description: ModelDescription, _ networks: WaveletNetworks
    ) throws(ModelError) {
        let levels = networks.levels.count
        try require(
            description.planes == 0 && description.levels == levels,
            "\(levels) levels of networks for \(description.levels)")
        try require(
            networks.gains.low.count == 3 && networks.gains.details.count == levels
                && networks.gains.details.allSatisfy { $0.count == 9 }
                && (networks.gains.low + networks.gains.details.joined())
                    .allSatisfy(gains.contains),
            "gains of bands")
        // Cells are positions of a level.
        try require(
            masking.contains(networks.masking)
                && (networks.masking == 0 || levels >= BandImportance.cellLevel),
            "masking \(networks.masking) with \(levels) levels")
        try require(
            networks.probabilities.count == WaveletNetworks.logits.count
                && networks.probabilities.allSatisfy(probabilities.contains),
            "\(networks.probabilities.count) probabilities")

        try require(networks.root, sees: [.low, .quality], gives: nil)
        var features = Input.tensor(networks.root)
        for (index, level) in networks.levels.enumerated().reversed() {
            try check(level, features: features, at: index + 1)
            guard index > 0 else { break }
            guard let refinement = level.refinement else {
                throw ModelError(description: "level \(index + 1) has no refinement")
            }
            try require(
                refinement, sees: [features, .symbols(9), .quality], gives: nil, enlarging: 2)
            features = .tensor(refinement)
        }
        try require(networks.mending, sees: [.blocks, .quality], gives: 3, enlarging: 4)
    }

    private static func check(
        _ level: WaveletNetworks.Level, features: Input, at number: Int
    ) throws(ModelError) {
        try require(level.lightnessNeighbours, sees: [.symbols(3)], gives: nil)
        try require(level.colourContext, sees: [.symbols(3)], gives: nil)
        try require(level.colourNeighbours, sees: [.symbols(6)], gives: nil)
        let beside = Input.tensor(level.lightnessNeighbours)
        let below = Input.tensor(level.colourContext)
        let besideColour = Input.tensor(level.colourNeighbours)
        let inputs: [CodingPass: [Input]] = [
            .lightnessAnchors: [features], .lightnessOthers: [features, beside],
            .colourAnchors: [features, below], .colourOthers: [features, below, besideColour],
        ]
        for pass in CodingPass.allCases {
            let head = level.head(pass)
            try require(
                head, sees: inputs[pass] ?? [],
                gives: pass.bands * FamilyTwoArchitecture.decisions)
            // Heads run on half of the positions, which are not beside each other.
            try require(
                head.layers.allSatisfy(\.isPointwise) && head.outputRange == WaveletNetworks.logits,
                "the \(head.role) network of level \(number) is not a head")
        }
    }

    /// A part of a network's input.
    private enum Input {
        case low, quality, blocks
        /// Bands as networks see them, two channels each.
        case symbols(Int)
        /// What another network puts out.
        case tensor(IntegerNetwork)

        var channels: Int {
            switch self {
            case .low: 3
            case .quality: 1
            case .blocks: 48
            case .symbols(let bands): FamilyTwoArchitecture.symbolChannels * bands
            case .tensor(let network): network.outputChannels
            }
        }

        /// The values that it can hold. Spec cwc §7.4.4, §9.7.
        var range: ClosedRange<Int16> {
            switch self {
            case .low: .min ... .max
            case .quality: -127...127
            case .blocks: -1024...1023
            case .symbols: -127...127
            case .tensor(let network): network.outputRange
            }
        }
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

    private static func require(
        _ condition: Bool, _ description: @autoclosure () -> String
    ) throws(ModelError) {
        guard condition else { throw ModelError(description: description()) }
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
