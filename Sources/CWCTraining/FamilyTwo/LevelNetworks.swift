internal import CWCNetwork
internal import CWCTorch

/// The networks of one level of family 2, and what its symbols cost under them.
final class LevelNetworks {
    /// 1 is the finest.
    let level: Int
    private let heads: [CodingPass: FloatNetwork]
    private let lightnessNeighbours: FloatNetwork
    private let colourContext: FloatNetwork
    private let colourNeighbours: FloatNetwork
    /// To the next finer level; the finest has none.
    let refinement: FloatNetwork?
    private let device: Device

    init(_ architecture: FamilyTwoArchitecture, level: Int, device: Device) throws(TorchError) {
        self.level = level
        self.device = device
        func network(
            _ declaration: NetworkDeclaration, headScale: Double = 1
        ) throws(TorchError) -> FloatNetwork {
            try FloatNetwork(
                declaration, name: "\(declaration.role.name).\(level)", headScale: headScale,
                device: device)
        }
        lightnessNeighbours = try network(architecture.lightnessNeighbours(level))
        colourContext = try network(architecture.colourContext(level))
        colourNeighbours = try network(architecture.colourNeighbours(level))
        var heads: [CodingPass: FloatNetwork] = [:]
        for pass in CodingPass.allCases {
            heads[pass] = try network(architecture.head(pass, level), headScale: 0.1)
        }
        self.heads = heads
        refinement = level > 1 ? try network(architecture.refinement(from: level)) : nil
    }

    var networks: [FloatNetwork] {
        CodingPass.allCases.compactMap { heads[$0] }
            + [lightnessNeighbours, colourContext, colourNeighbours]
            + (refinement.map { [$0] } ?? [])
    }

    /// Logits of the decisions, `[N, 5·bands, h, w]`: those of the anchors' pass at the anchors,
    /// those of the others' at the others.
    struct Logits {
        let lightness: Tensor
        let colour: Tensor
    }

    /// Runs the four passes, given the level's features. Each sees symbols of earlier ones alone.
    func logits(
        _ symbols: SymbolFeatures, features: Tensor, autocast: Bool
    ) throws(TorchError) -> Logits {
        let shape = symbols.values.shape
        let others = try Checkerboard.others(height: shape[2], width: shape[3], device: device)
        let anchors = try others * -1 + 1
        let lightness = try symbols.bands(from: 0, count: 3)
        let colour = try symbols.bands(from: 3, count: 6)
        let passes = try Torch.withAutocast(autocast, device: device) {
            () throws(TorchError) -> [Tensor] in
            let beside = try lightnessNeighbours(try lightness * anchors)
            let below = try colourContext(lightness)
            let besideColour = try colourNeighbours(try colour * anchors)
            return [
                try run(.lightnessAnchors, features, []),
                try run(.lightnessOthers, features, [beside]),
                try run(.colourAnchors, features, [below]),
                try run(.colourOthers, features, [below, besideColour]),
            ]
        }
        func joined(_ first: Tensor, _ second: Tensor) throws(TorchError) -> Tensor {
            try (try first.to(.float) * anchors) + (try second.to(.float) * others)
        }
        return Logits(
            lightness: try joined(passes[0], passes[1]), colour: try joined(passes[2], passes[3]))
    }

    /// Bits of each picture, `[N]`, given the level's features.
    func bits(
        _ symbols: SymbolFeatures, features: Tensor, autocast: Bool
    ) throws(TorchError) -> Tensor {
        let logits = try logits(symbols, features: features, autocast: autocast)
        return try DecisionCost.bits(
            try symbols.values.narrowed(1, from: 0, count: 3), logits: logits.lightness)
            + DecisionCost.bits(
                try symbols.values.narrowed(1, from: 3, count: 6), logits: logits.colour)
    }

    private func run(
        _ pass: CodingPass, _ features: Tensor, _ contexts: [Tensor]
    ) throws(TorchError) -> Tensor {
        guard let head = heads[pass] else { preconditionFailure("no head of \(pass)") }
        return try head(
            contexts.isEmpty ? features : features.concatenated(contexts, over: 1))
    }
}

/// What symbols cost as binary decisions with given probabilities.
enum DecisionCost {
    /// Bits of each picture `[N]`: symbols `[N, B, h, w]`, logits `[N, 5·B, h, w]`, the decisions
    /// outside. A decision that an earlier one has settled costs nothing.
    static func bits(_ symbols: Tensor, logits: Tensor) throws(TorchError) -> Tensor {
        let bands = symbols.shape[1]
        func logit(_ decision: Int) throws(TorchError) -> Tensor {
            try logits.narrowed(1, from: decision * bands, count: bands)
        }
        /// −ln of the probability of `outcome`, 0 or 1.
        func nats(_ decision: Int, _ outcome: Tensor) throws(TorchError) -> Tensor {
            let l = try logit(decision)
            return try (try l.apply("softplus")) - (try outcome * l)
        }
        let magnitude = try symbols.apply("abs")
        let nonzero = try magnitude.greater(than: 0)
        let aboveOne = try magnitude.greater(than: 1)
        let aboveTwo = try magnitude.greater(than: 2)
        var total = try nats(0, nonzero)
        total = try total + (try nonzero * nats(1, try symbols.greater(than: 0)))
        total = try total + (try nonzero * nats(2, aboveOne))
        total = try total + (try aboveOne * nats(3, aboveTwo))
        // Above two, a 1 for each further step and a 0 at the end.
        let further = try (try magnitude - 3).rectified()
        let again = try logit(4)
        let stop = try again.apply("softplus")
        let tail = try stop + (try further * (try stop - again))
        total = try total + (try aboveTwo * tail)
        return try total.sum(over: [1, 2, 3]) / naturalLogarithm(2)
    }
}

/// The two halves of the positions.
enum Checkerboard {
    /// 1 at the positions of the second pass, where row + column is odd, else 0: `[1, 1, h, w]`.
    static func others(height: Int, width: Int, device: Device) throws(TorchError) -> Tensor {
        var values = [Float](repeating: 0, count: height * width)
        for row in 0..<height {
            for column in 0..<width where (row + column) % 2 == 1 {
                values[row * width + column] = 1
            }
        }
        return try Tensor(values, shape: [1, 1, height, width], device: device)
    }
}
