internal import CWCNetwork
internal import CWCTorch

/// The networks of one level of family 2, and what its symbols cost under them.
final class LevelNetworks {
    /// 1 is the finest.
    let level: Int
    let heads: [CodingPass: FloatNetwork]
    let lightnessNeighbours: FloatNetwork
    let colourContext: FloatNetwork
    let colourNeighbours: FloatNetwork
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
        return try DecisionCosts(logits.lightness).bits(
            try symbols.values.narrowed(1, from: 0, count: 3))
            + DecisionCosts(logits.colour).bits(
                try symbols.values.narrowed(1, from: 3, count: 6))
    }

    /// The symbols that are sent in place of coefficients in steps, `[N, 9, h, w]`: pass by pass, each
    /// chosen by its squared error and the bits of its own decisions, as the codec's encoder does.
    /// A bit may cost `bitPrice` squared steps, `[N, 1, h, w]` or one number.
    func symbols(
        for coefficients: Tensor, features: Tensor, bitPrice: Tensor, autocast: Bool
    ) throws(TorchError) -> Tensor {
        let shape = coefficients.shape
        let others = try Checkerboard.others(height: shape[2], width: shape[3], device: device)
        let anchors = try others * -1 + 1
        func chosen(
            _ pass: CodingPass, _ half: Tensor, _ contexts: [(FloatNetwork, Tensor)]
        ) throws(TorchError) -> Tensor {
            let logits = try Torch.withAutocast(autocast, device: device) {
                () throws(TorchError) in
                try run(
                    pass, features,
                    try contexts.map { (context) throws(TorchError) in
                        try context.0(try SymbolFeatures(context.1).all)
                    })
            }
            let part = try coefficients.narrowed(1, from: pass.firstBand, count: pass.bands)
            return try DecisionCosts(try logits.to(.float)).cheapest(part, bitPrice: bitPrice)
                * half
        }
        let first = try chosen(.lightnessAnchors, anchors, [])
        let lightness =
            try first + chosen(.lightnessOthers, others, [(lightnessNeighbours, first)])
        let colourFirst = try chosen(.colourAnchors, anchors, [(colourContext, lightness)])
        let colour =
            try colourFirst
            + chosen(
                .colourOthers, others,
                [(colourContext, lightness), (colourNeighbours, colourFirst)])
        return try lightness.concatenated([colour], over: 1)
    }

    private func run(
        _ pass: CodingPass, _ features: Tensor, _ contexts: [Tensor]
    ) throws(TorchError) -> Tensor {
        guard let head = heads[pass] else { preconditionFailure("no head of \(pass)") }
        return try head(
            contexts.isEmpty ? features : features.concatenated(contexts, over: 1))
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
