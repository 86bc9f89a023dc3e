import CWCTorch

/// Pictures as the codec sends them: symbols, and what they decode to.
struct WaveletBatch {
    /// Where they come from.
    let targets: WaveletTargets
    /// Symbols of the nine detail subbands by level, the finest first, `[N, 9, H/2^ℓ, W/2^ℓ]`.
    let symbols: [Tensor]
    /// The decoded picture before the post-filter, RGB − 128, `[N, 3, H, W]`.
    let decoded: Tensor

    /// Codes pictures of one size, `[N, height, width, 3]`, each at its quality 0 … 100, as the codec's
    /// encoder would at an effort 1 … 4: from 2 on in a closed loop, which forms the residual against
    /// the output of the post-filter, as it is now, once for each further effort.
    init(
        pixels: [UInt8], width: Int, height: Int, qualities: [Double],
        quantization: SubbandQuantization, codedBy model: WaveletModel, effort: Int,
        autocast: Bool
    ) throws(TorchError) {
        var targets = try WaveletTargets(
            pixels: pixels, width: width, height: height, qualities: qualities,
            quantization: quantization, device: model.device)
        let (symbols, decoded) = try Torch.withoutGradient {
            () throws(TorchError) -> ([Tensor], Tensor) in
            var symbols = try model.symbols(for: targets, autocast: autocast)
            var decoded = try targets.decoded(symbols)
            for _ in 1..<effort {
                let filtered = try model.filtered(targets.examples(decoded), autocast: autocast)
                targets = try targets.without(filtered - decoded)
                symbols = try model.symbols(for: targets, autocast: autocast)
                decoded = try targets.decoded(symbols)
            }
            return (symbols, decoded)
        }
        self.targets = targets
        self.symbols = symbols
        self.decoded = decoded
    }

    /// What the post-filter learns from.
    var examples: PostFilterExamples { targets.examples(decoded) }
}

extension WaveletTargets {
    /// The pictures with what they decode to, RGB − 128, `[N, 3, H, W]`.
    fileprivate func examples(_ decoded: Tensor) -> PostFilterExamples {
        PostFilterExamples(
            decoded: decoded, original: original, quality: qualities[1], step: localStep)
    }
}
