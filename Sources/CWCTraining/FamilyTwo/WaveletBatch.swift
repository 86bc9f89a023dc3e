internal import CWCTorch

/// Pictures as the codec of family 2 sends them: symbols, and what they decode to.
struct WaveletBatch {
    /// Where they come from.
    let targets: WaveletTargets
    /// Symbols of the nine detail bands by level, the finest first, `[N, 9, H/2^ℓ, W/2^ℓ]`.
    let symbols: [Tensor]
    /// The decoded picture before it is mended, RGB − 128, `[N, 3, H, W]`.
    let decoded: Tensor

    /// Codes pictures of one size, `[N, height, width, 3]`, each at its quality 0 … 100, with the
    /// symbols that the model would choose.
    init(
        pixels: [UInt8], width: Int, height: Int, qualities: [Double],
        quantization: BandQuantization, codedBy model: FamilyTwoModel, autocast: Bool
    ) throws(TorchError) {
        let targets = try WaveletTargets(
            pixels: pixels, width: width, height: height, qualities: qualities,
            quantization: quantization, device: model.device)
        let symbols = try Torch.withoutGradient { () throws(TorchError) in
            try model.symbols(
                for: targets, bitPrice: quantization.bitPrice, autocast: autocast)
        }
        decoded = try targets.decoded(symbols)
        self.targets = targets
        self.symbols = symbols
    }
}
