import CWCNetwork
import CWCTorch
import CWCWavelet

/// The networks of one level of family 2, and what its symbols cost under them.
final class LevelNetworks {
    /// 1 is the finest.
    let level: Int
    let heads: [CodingPass: FloatNetwork]
    let lumaAnchorContext: FloatNetwork
    let crossComponentContext: FloatNetwork
    let chromaAnchorContext: FloatNetwork
    /// To the next finer level; the finest has none.
    let crossLevelContext: FloatNetwork?
    private let device: Device

    init(_ architecture: WaveletArchitecture, level: Int, device: Device) throws(TorchError) {
        self.level = level
        self.device = device
        func network(
            _ declaration: NetworkDeclaration, headScale: Double = 1
        ) throws(TorchError) -> FloatNetwork {
            try FloatNetwork(
                declaration, name: "\(declaration.role.name).\(level)", headScale: headScale,
                device: device)
        }
        lumaAnchorContext = try network(architecture.lumaAnchorContext(level))
        crossComponentContext = try network(architecture.crossComponentContext(level))
        chromaAnchorContext = try network(architecture.chromaAnchorContext(level))
        var heads: [CodingPass: FloatNetwork] = [:]
        for pass in CodingPass.allCases {
            heads[pass] = try network(architecture.head(pass, level), headScale: 0.1)
        }
        self.heads = heads
        crossLevelContext = level > 1 ? try network(architecture.crossLevelContext(from: level)) : nil
    }

    var networks: [FloatNetwork] {
        CodingPass.allCases.compactMap { heads[$0] }
            + [lumaAnchorContext, crossComponentContext, chromaAnchorContext]
            + (crossLevelContext.map { [$0] } ?? [])
    }

    /// Logits of the decisions, `[N, 5·bands, h, w]`: those of the anchors' pass at the anchors,
    /// those of the others' at the others.
    struct Logits {
        let luma: Tensor
        let colour: Tensor
    }

    /// Runs the four passes, given the level's features. Each sees symbols of earlier ones alone.
    func logits(
        _ symbols: SymbolFeatures, features: Tensor, autocast: Bool
    ) throws(TorchError) -> Logits {
        let shape = symbols.values.shape
        let nonAnchors = try Checkerboard.nonAnchors(height: shape[2], width: shape[3], device: device)
        let anchors = try nonAnchors * -1 + 1
        let luma = try symbols.bands(from: 0, count: 3)
        let colour = try symbols.bands(from: 3, count: 6)
        let passes = try Torch.withAutocast(autocast, device: device) {
            () throws(TorchError) -> [Tensor] in
            let lumaContext = try lumaAnchorContext(try luma * anchors)
            let crossComponent = try crossComponentContext(luma)
            let chromaContext = try chromaAnchorContext(try colour * anchors)
            return [
                try run(.lumaAnchors, features, []),
                try run(.lumaNonAnchors, features, [lumaContext]),
                try run(.chromaAnchors, features, [crossComponent]),
                try run(.chromaNonAnchors, features, [crossComponent, chromaContext]),
            ]
        }
        func joined(_ first: Tensor, _ second: Tensor) throws(TorchError) -> Tensor {
            try (try first.to(.float) * anchors) + (try second.to(.float) * nonAnchors)
        }
        return Logits(
            luma: try joined(passes[0], passes[1]), colour: try joined(passes[2], passes[3]))
    }

    /// Bits of each picture, `[N]`, given the level's features.
    func bits(
        _ symbols: SymbolFeatures, features: Tensor, autocast: Bool
    ) throws(TorchError) -> Tensor {
        let logits = try logits(symbols, features: features, autocast: autocast)
        return try SymbolCost(logits.luma).bits(
            try symbols.values.narrowed(1, from: 0, count: 3))
            + SymbolCost(logits.colour).bits(
                try symbols.values.narrowed(1, from: 3, count: 6))
    }

    /// The symbols that are sent in place of coefficients in steps, `[N, 9, h, w]`: pass by pass, each
    /// chosen by its squared error and the bits of its own decisions, as the codec's encoder does.
    /// A bit may cost `lambda` squared steps, `[N, 1, h, w]` or one number.
    func symbols(
        for coefficients: Tensor, features: Tensor, lambda: Tensor, autocast: Bool
    ) throws(TorchError) -> Tensor {
        let shape = coefficients.shape
        let nonAnchors = try Checkerboard.nonAnchors(height: shape[2], width: shape[3], device: device)
        let anchors = try nonAnchors * -1 + 1
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
            let part = try coefficients.narrowed(1, from: pass.firstSubband, count: pass.subbands)
            return try SymbolCost(try logits.to(.float)).cheapest(part, lambda: lambda)
                * half
        }
        let first = try chosen(.lumaAnchors, anchors, [])
        let luma =
            try first + chosen(.lumaNonAnchors, nonAnchors, [(lumaAnchorContext, first)])
        let chromaFirst = try chosen(.chromaAnchors, anchors, [(crossComponentContext, luma)])
        let colour =
            try chromaFirst
            + chosen(
                .chromaNonAnchors, nonAnchors,
                [(crossComponentContext, luma), (chromaAnchorContext, chromaFirst)])
        return try luma.concatenated([colour], over: 1)
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
    static func nonAnchors(height: Int, width: Int, device: Device) throws(TorchError) -> Tensor {
        var values = [Float](repeating: 0, count: height * width)
        for row in 0..<height {
            for column in 0..<width where (row + column) % 2 == 1 {
                values[row * width + column] = 1
            }
        }
        return try Tensor(values, shape: [1, 1, height, width], device: device)
    }
}
