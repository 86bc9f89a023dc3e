import CWCTorch
import CWCWavelet

/// The wavelet family as training sees it: the networks that estimate probabilities, and the
/// post-filter.
///
/// Both learn from what the codec sends and decodes, rate–distortion-optimised quantization included,
/// so neither needs a stand-in for rounding: the estimates learn by the bits that the binary decisions
/// cost, the post-filter by squared error.
final class WaveletModel {
    let architecture: WaveletArchitecture
    let llContext: FloatNetwork
    /// By level, the coarsest first.
    let levels: [LevelNetworks]
    let postFilter: FloatNetwork
    let device: Device

    /// A model with drawn weights.
    init(_ architecture: WaveletArchitecture, device: Device) throws(TorchError) {
        self.architecture = architecture
        self.device = device
        llContext = try FloatNetwork(architecture.llContext, device: device)
        var levels: [LevelNetworks] = []
        for level in (1...architecture.levels).reversed() {
            levels.append(try LevelNetworks(architecture, level: level, device: device))
        }
        self.levels = levels
        postFilter = try FloatNetwork(architecture.postFilter, headScale: 0.01, device: device)
    }

    /// All networks, in the order of checkpoints.
    var networks: [FloatNetwork] { [llContext] + levels.flatMap(\.networks) + [postFilter] }

    /// Every parameter, in the order of the networks.
    var parameters: [Parameter] { networks.flatMap(\.parameters) }

    /// Bits of each picture by level, the coarsest first, `[N]` each. The LL subbands are left out:
    /// three numbers for 4096 pixels.
    func bits(_ batch: WaveletBatch, autocast: Bool) throws(TorchError) -> [Tensor] {
        var bits: [Tensor] = []
        try traverse(batch.targets, autocast: autocast) { (level, features) throws(TorchError) in
            let symbols = try SymbolFeatures(batch.symbols[level.level - 1])
            bits.append(try level.bits(symbols, features: features, autocast: autocast))
            return symbols
        }
        return bits
    }

    /// The symbols that these networks would have sent, quantized with rate–distortion optimisation;
    /// by level, the finest first.
    func symbols(
        for targets: WaveletTargets, autocast: Bool
    ) throws(TorchError) -> [Tensor] {
        var chosen: [Tensor] = []
        try traverse(targets, autocast: autocast) { (level, features) throws(TorchError) in
            let symbols = try level.symbols(
                for: targets.coefficients[level.level - 1], features: features,
                lambda: targets.lambdaMaps[level.level - 1], autocast: autocast)
            chosen.insert(symbols, at: 0)
            return try SymbolFeatures(symbols)
        }
        return chosen
    }

    /// Goes from the coarsest level to the finest; `symbols` gives those of a level, given the
    /// level's features.
    private func traverse(
        _ targets: WaveletTargets, autocast: Bool,
        _ symbols: (LevelNetworks, Tensor) throws(TorchError) -> SymbolFeatures
    ) throws(TorchError) {
        var features = try Torch.withAutocast(autocast, device: device) { () throws(TorchError) in
            try llContext(targets.llInput)
        }
        for level in levels {
            let inputs = try symbols(level, features)
            guard let crossLevelContext = level.crossLevelContext else { break }
            let quality = targets.qualities[level.level - 1]
            features = try Torch.withAutocast(autocast, device: device) {
                () throws(TorchError) in
                try crossLevelContext(
                    features.to(.float).concatenated([inputs.all, quality], over: 1))
            }
        }
    }

    /// The post-filtered pictures, RGB − 128, `[N, 3, H, W]`, not clipped.
    func filtered(_ examples: PostFilterExamples, autocast: Bool) throws(TorchError) -> Tensor {
        let blocks = try (examples.decoded / 64).apply(
            "pixel_unshuffle", "", .integer(PostFilterBlocks.side))
        let residual = try Torch.withAutocast(autocast, device: device) { () throws(TorchError) in
            try postFilter(blocks.concatenated([examples.quality], over: 1))
        }
        return try examples.decoded + residual.to(.float) * examples.step
    }
}

/// The symbols of a level as targets and as what networks see.
struct SymbolFeatures {
    /// The symbols, `[N, 9, h, w]`.
    let values: Tensor
    /// sign(s)·log₂(1 + |s|) of all subbands, then its magnitude, `[N, 18, h, w]`.
    let all: Tensor
    private let signed: Tensor
    private let magnitude: Tensor

    /// The features of symbols, `[N, 9, h, w]` or fewer subbands.
    init(_ values: Tensor) throws(TorchError) {
        self.values = values
        magnitude = try (values.apply("abs") + 1).log() / naturalLogarithm(2)
        signed = try magnitude * values.apply("sign")
        all = try signed.concatenated([magnitude], over: 1)
    }

    /// The channels of the subbands that a pass codes.
    func subbands(of pass: CodingPass) throws(TorchError) -> Tensor {
        try signed.subbands(of: pass).concatenated([magnitude.subbands(of: pass)], over: 1)
    }
}
