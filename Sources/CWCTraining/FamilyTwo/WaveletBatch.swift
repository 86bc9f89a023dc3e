internal import CWCTorch
internal import CWCWavelet

/// Pictures as the codec of family 2 sees them: quantized wavelet coefficients, and what they
/// decode to. Computed in the codec's own integers.
struct WaveletBatch {
    /// Low bands in units of 128 grey levels and the quality's plane, `[N, 4, ·, ·]`.
    let root: Tensor
    /// Symbols of the nine detail bands by level, the finest first, `[N, 9, H/2^ℓ, W/2^ℓ]`.
    let symbols: [Tensor]
    /// The quality at the positions of each level as the networks see it, about −1 … 1, the finest
    /// first, `[N, 1, H/2^ℓ, W/2^ℓ]`.
    let qualities: [Tensor]
    /// The decoded picture and the original, RGB − 128, `[N, 3, H, W]`.
    let decoded: Tensor
    let original: Tensor
    /// The quantization step of each picture in grey levels, `[N, 1, 1, 1]`.
    let step: Tensor
    /// The step at each pixel, `[N, 1, H, W]`.
    let localStep: Tensor

    /// The common quantization step of a quality 0 … 100, in grey levels.
    static func step(quality: Double) -> Double { 192 * raise(2, to: -quality / 20) }

    /// Magnitudes are rounded up from this fraction of a step on, in 1/256: shorter codes for a
    /// little error.
    private static let roundingUp: Int64 = 154

    /// Codes pictures of one size, `[N, height, width, 3]`, each at its quality 0 … 100.
    init(
        pixels: [UInt8], width: Int, height: Int, qualities: [Double],
        quantization: BandQuantization, device: Device
    ) throws(TorchError) {
        let count = qualities.count
        let gains = quantization.weights.gains
        let levels = quantization.weights.levels.count
        let size = width * height * 3
        var low: [Float] = []
        var details = [[Float]](repeating: [], count: levels)
        var planes = details
        var steps: [Float] = []
        var decoded: [Float] = []
        for index in 0..<count {
            let picture = Array(pixels[(index * size)..<((index + 1) * size)])
            let field = QualityField(
                quality: Int((qualities[index] * 100).rounded()),
                importance: ContrastMasking(strength: quantization.masking)
                    .importance(pixels: picture, width: width, height: height))
            var pyramid = WaveletPyramid(
                pixels: picture, width: width, height: height, levels: levels)
            let lowSteps = BandSteps(gains, quality: field.quality).low
            for component in 0..<3 {
                Self.quantize(&pyramid.low[component], step: lowSteps[component])
                low += pyramid.low[component].samples.map { Float($0) / (16 * 128) }
            }
            low += [Float](
                repeating: Self.feature(field.quality), count: pyramid.low[0].samples.count)
            for level in 0..<levels {
                let plane = pyramid.details[level][0]
                let steps = LevelSteps(
                    gains, field, level: level + 1, height: plane.height, width: plane.width)
                for band in 0..<9 {
                    details[level] += Self.quantize(
                        &pyramid.details[level][band], steps.band(band))
                }
                let local = field.qualities(
                    level: level + 1, height: plane.height, width: plane.width)
                planes[level] += plane.samples.indices.map { Self.feature(local[$0]) }
            }
            steps += Self.steps(field, width: width, height: height)
            decoded += WaveletPyramid.colours(of: pyramid.components).map { Float($0) / 16 }
        }
        func tensor(_ values: [Float], _ channels: Int, level: Int) throws(TorchError) -> Tensor {
            try Tensor(
                values, shape: [count, channels, height >> level, width >> level], device: device)
        }
        root = try tensor(low, 4, level: levels)
        symbols = try details.enumerated().map { (index, values) throws(TorchError) in
            try tensor(values, 9, level: index + 1)
        }
        self.qualities = try planes.enumerated().map { (index, values) throws(TorchError) in
            try tensor(values, 1, level: index + 1)
        }
        localStep = try tensor(steps, 1, level: 0)
        self.decoded = try Tensor(decoded, shape: [count, height, width, 3], device: device)
            .permuted([0, 3, 1, 2])
        original =
            try Tensor(pixels, shape: [count, height, width, 3], device: device)
            .permuted([0, 3, 1, 2]).to(.float) - 128
        step = try Tensor(
            qualities.map { Float(Self.step(quality: $0)) }, shape: [count, 1, 1, 1],
            device: device)
    }

    /// What networks see of a quality in hundredths.
    private static func feature(_ quality: Int) -> Float {
        Float(quality - 5000) / 5000
    }

    /// The common step at each pixel, in grey levels.
    private static func steps(_ field: QualityField, width: Int, height: Int) -> [Float] {
        let local = field.qualities(level: 2, height: height / 4, width: width / 4)
        return (0..<height * width).map { index in
            let block = index / width / 4 * (width / 4) + index % width / 4
            return Float(step(quality: Double(local[block]) / 100))
        }
    }

    /// Quantizes a low band in place, to the nearest.
    private static func quantize(_ plane: inout WaveletPlane, step: Int32) {
        for index in plane.samples.indices {
            let symbol = BandSteps.symbol(plane.samples[index], step: step, roundingUp: 128)
            plane.samples[index] = BandSteps.value(symbol, step: step)
        }
    }

    /// Quantizes a plane in place; returns the symbols.
    private static func quantize(
        _ plane: inout WaveletPlane, _ steps: LevelSteps.Steps
    ) -> [Float] {
        let (height, width) = (plane.height, plane.width)
        return plane.samples.withUnsafeMutableBufferPointer { samples in
            [Float](unsafeUninitializedCapacity: height * width) { symbols, made in
                steps.forEachRun(height: height, width: width) { row, columns, step in
                    for column in columns {
                        let index = row * width + column
                        let symbol = BandSteps.symbol(
                            samples[index], step: step, roundingUp: roundingUp)
                        samples[index] = BandSteps.value(symbol, step: step)
                        symbols[index] = Float(symbol)
                    }
                }
                made = height * width
            }
        }
    }
}
