internal import CWCTorch
internal import CWCWavelet

/// Pictures as the codec of family 2 sees them: quantized wavelet coefficients, and what they
/// decode to. Computed in the codec's own integers.
struct WaveletBatch {
    /// Low bands in units of 128 grey levels and the quality's plane, `[N, 4, ·, ·]`.
    let root: Tensor
    /// Symbols of the nine detail bands by level, the finest first, `[N, 9, H/2^ℓ, W/2^ℓ]`.
    let symbols: [Tensor]
    /// The decoded picture and the original, RGB − 128, `[N, 3, H, W]`.
    let decoded: Tensor
    let original: Tensor
    /// The quality of each picture as the networks see it, about −1 … 1, `[N, 1, 1, 1]`.
    let quality: Tensor
    /// The quantization step of each picture in grey levels, `[N, 1, 1, 1]`.
    let step: Tensor

    /// The common quantization step of a quality 0 … 100, in grey levels.
    static func step(quality: Double) -> Double { 192 * raise(2, to: -quality / 20) }

    /// Magnitudes are rounded up from this fraction of a step on, in 1/256: shorter codes for a
    /// little error.
    private static let roundingUp: Int64 = 154

    /// Codes pictures of one size, `[N, height, width, 3]`, each at its quality 0 … 100.
    init(
        pixels: [UInt8], width: Int, height: Int, qualities: [Double],
        weights: BandWeights, device: Device
    ) throws(TorchError) {
        let count = qualities.count
        let gains = weights.gains
        let levels = weights.levels.count
        let size = width * height * 3
        var low: [Float] = []
        var details = [[Float]](repeating: [], count: levels)
        var decoded: [Float] = []
        for index in 0..<count {
            let steps = BandSteps(gains, quality: Int((qualities[index] * 100).rounded()))
            var pyramid = WaveletPyramid(
                pixels: Array(pixels[(index * size)..<((index + 1) * size)]), width: width,
                height: height, levels: levels)
            for component in 0..<3 {
                _ = Self.quantize(
                    &pyramid.low[component], step: steps.low[component], roundingUp: 128)
                low += pyramid.low[component].samples.map { Float($0) / (16 * 128) }
            }
            let plane = pyramid.low[0].samples.count
            low += [Float](repeating: Self.feature(qualities[index]), count: plane)
            for level in 0..<levels {
                for band in 0..<9 {
                    details[level] += Self.quantize(
                        &pyramid.details[level][band], step: steps.details[level][band],
                        roundingUp: Self.roundingUp)
                }
            }
            decoded += WaveletPyramid.colours(of: pyramid.components).map { Float($0) / 16 }
        }
        let side = { (level: Int) in [height >> level, width >> level] }
        root = try Tensor(low, shape: [count, 4] + side(levels), device: device)
        var symbols: [Tensor] = []
        for level in 0..<levels {
            symbols.append(
                try Tensor(details[level], shape: [count, 9] + side(level + 1), device: device))
        }
        self.symbols = symbols
        self.decoded = try Tensor(decoded, shape: [count, height, width, 3], device: device)
            .permuted([0, 3, 1, 2])
        original =
            try Tensor(pixels, shape: [count, height, width, 3], device: device)
            .permuted([0, 3, 1, 2]).to(.float) - 128
        quality = try Tensor(
            qualities.map(Self.feature), shape: [count, 1, 1, 1], device: device)
        step = try Tensor(
            qualities.map { Float(Self.step(quality: $0)) }, shape: [count, 1, 1, 1],
            device: device)
    }

    private static func feature(_ quality: Double) -> Float { Float((quality - 50) / 50) }

    /// Quantizes a plane in place; returns the symbols.
    private static func quantize(
        _ plane: inout WaveletPlane, step: Int32, roundingUp: Int64
    ) -> [Float] {
        plane.samples.withUnsafeMutableBufferPointer { samples in
            samples.indices.map { index in
                let symbol = BandSteps.symbol(
                    samples[index], step: step, roundingUp: roundingUp)
                samples[index] = BandSteps.value(symbol, step: step)
                return Float(symbol)
            }
        }
    }
}
