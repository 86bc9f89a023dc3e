import CWCNetwork
import CWCTorch
import CWCWavelet

/// The networks of one decomposition level, and what its symbols cost under them.
final class LevelNetworks {
    /// The decomposition level; 1 is the finest.
    let level: Int
    /// The probability heads of the four passes.
    let heads: [CodingPass: FloatNetwork]
    /// What decoded symbols tell later passes.
    let lumaAnchorContext: FloatNetwork
    let crossComponentContext: FloatNetwork
    let chromaAnchorContext: FloatNetwork
    /// To the next finer level; the finest has none.
    let crossLevelContext: FloatNetwork?
    private let device: Device

    /// Networks of a level, their weights drawn.
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
        crossLevelContext =
            level > 1 ? try network(architecture.crossLevelContext(from: level)) : nil
    }

    /// All of them, in the order of checkpoints.
    var networks: [FloatNetwork] {
        CodingPass.allCases.compactMap { heads[$0] }
            + [lumaAnchorContext, crossComponentContext, chromaAnchorContext]
            + (crossLevelContext.map { [$0] } ?? [])
    }

    /// Logits of the decisions, `[N, 5·subbands, h, w]`: those of the anchors' pass at the anchors,
    /// those of the non-anchors' pass at the non-anchors.
    struct Logits {
        let luma: Tensor
        let chroma: Tensor
    }

    /// Runs the four passes, given the level's features. Each sees symbols of earlier ones alone.
    func logits(
        _ symbols: SymbolFeatures, features: Tensor, autocast: Bool
    ) throws(TorchError) -> Logits {
        let shape = symbols.values.shape
        let nonAnchors = try Checkerboard.nonAnchors(
            height: shape[2], width: shape[3], device: device)
        let anchors = try nonAnchors * -1 + 1
        let luma = try symbols.subbands(of: .lumaAnchors)
        let chroma = try symbols.subbands(of: .chromaAnchors)
        let passes = try Torch.withAutocast(autocast, device: device) {
            () throws(TorchError) -> [Tensor] in
            let lumaContext = try lumaAnchorContext(luma * anchors)
            let crossComponent = try crossComponentContext(luma)
            let chromaContext = try chromaAnchorContext(chroma * anchors)
            return [
                try run(.lumaAnchors, features, []),
                try run(.lumaNonAnchors, features, [lumaContext]),
                try run(.chromaAnchors, features, [crossComponent]),
                try run(.chromaNonAnchors, features, [crossComponent, chromaContext]),
            ]
        }
        func joined(_ first: Tensor, _ second: Tensor) throws(TorchError) -> Tensor {
            try first.to(.float) * anchors + second.to(.float) * nonAnchors
        }
        return Logits(
            luma: try joined(passes[0], passes[1]), chroma: try joined(passes[2], passes[3]))
    }

    /// Bits of each picture, `[N]`, given the level's features.
    func bits(
        _ symbols: SymbolFeatures, features: Tensor, autocast: Bool
    ) throws(TorchError) -> Tensor {
        let logits = try logits(symbols, features: features, autocast: autocast)
        return try SymbolCost(logits.luma).bits(symbols.values.subbands(of: .lumaAnchors))
            + SymbolCost(logits.chroma).bits(symbols.values.subbands(of: .chromaAnchors))
    }

    /// The symbols that are sent in place of coefficients in steps, `[N, 9, h, w]`: pass by pass,
    /// quantized with rate–distortion optimisation as the codec's encoder does, λ in squared steps a
    /// bit, `[N, 1, h, w]` or one number.
    func symbols(
        for coefficients: Tensor, features: Tensor, lambda: Tensor, autocast: Bool
    ) throws(TorchError) -> Tensor {
        let shape = coefficients.shape
        let nonAnchors = try Checkerboard.nonAnchors(
            height: shape[2], width: shape[3], device: device)
        let anchors = try nonAnchors * -1 + 1
        func chosen(
            _ pass: CodingPass, _ half: Tensor, _ contexts: [(FloatNetwork, Tensor)]
        ) throws(TorchError) -> Tensor {
            let logits = try Torch.withAutocast(autocast, device: device) {
                () throws(TorchError) in
                try run(
                    pass, features,
                    contexts.map { (context) throws(TorchError) in
                        try context.0(SymbolFeatures(context.1).all)
                    })
            }
            return try SymbolCost(logits.to(.float)).cheapest(
                coefficients.subbands(of: pass), lambda: lambda) * half
        }
        let first = try chosen(.lumaAnchors, anchors, [])
        let luma =
            try first + chosen(.lumaNonAnchors, nonAnchors, [(lumaAnchorContext, first)])
        let chromaFirst = try chosen(.chromaAnchors, anchors, [(crossComponentContext, luma)])
        let chroma =
            try chromaFirst
            + chosen(
                .chromaNonAnchors, nonAnchors,
                [(crossComponentContext, luma), (chromaAnchorContext, chromaFirst)])
        return try luma.concatenated([chroma], over: 1)
    }

    private func run(
        _ pass: CodingPass, _ features: Tensor, _ contexts: [Tensor]
    ) throws(TorchError) -> Tensor {
        guard let head = heads[pass] else { preconditionFailure("no head of \(pass)") }
        return try head(
            contexts.isEmpty ? features : features.concatenated(contexts, over: 1))
    }
}

/// The two halves of a level's positions.
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

extension Tensor {
    /// The subbands that a pass codes, of all nine of a level, `[N, 9, h, w]`.
    func subbands(of pass: CodingPass) throws(TorchError) -> Tensor {
        try narrowed(1, from: pass.firstSubband, count: pass.subbands)
    }
}
