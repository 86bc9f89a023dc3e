internal import CWCTorch
internal import CWCWavelet

/// Pictures as the codec of family 2 sees them before it has chosen symbols: wavelet coefficients
/// in quantization steps. Computed in the codec's own integers.
struct WaveletTargets {
    /// Low bands in units of 128 grey levels and the quality's plane, `[N, 4, ·, ·]`.
    let root: Tensor
    /// Coefficients of the nine detail bands in steps, by level, the finest first,
    /// `[N, 9, H/2^ℓ, W/2^ℓ]`.
    let coefficients: [Tensor]
    /// The quality at the positions of each level as the networks see it, about −1 … 1, the finest
    /// first, `[N, 1, H/2^ℓ, W/2^ℓ]`.
    let qualities: [Tensor]
    /// The original, RGB − 128, `[N, 3, H, W]`.
    let original: Tensor
    /// The quantization step of each picture in grey levels, `[N, 1, 1, 1]`.
    let step: Tensor
    /// The step at each pixel, `[N, 1, H, W]`.
    let localStep: Tensor

    private let pictures: [CodedPicture]
    private let device: Device

    /// A picture with its low bands quantized, and its steps by level.
    private struct CodedPicture {
        var pyramid: WaveletPyramid
        let steps: [LevelSteps]
    }

    /// The common quantization step of a quality 0 … 100, in grey levels.
    static func step(quality: Double) -> Double { 192 * raise(2, to: -quality / 20) }

    /// Transforms pictures of one size, `[N, height, width, 3]`, each at its quality 0 … 100.
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
        var localSteps: [Float] = []
        var pictures: [CodedPicture] = []
        for index in 0..<count {
            let picture = Array(pixels[(index * size)..<((index + 1) * size)])
            let field = QualityField(
                quality: Int((qualities[index] * 100).rounded()),
                importance: Self.importance(
                    picture, width: width, height: height, masking: quantization.masking))
            var pyramid = WaveletPyramid(
                pixels: picture, width: width, height: height, levels: levels)
            let lowSteps = BandSteps(gains, quality: field.quality).low
            for component in 0..<3 {
                Self.quantize(&pyramid.low[component], step: lowSteps[component])
                low += pyramid.low[component].samples.map { Float($0) / (16 * 128) }
            }
            low += [Float](
                repeating: Self.feature(field.quality), count: pyramid.low[0].samples.count)
            var steps: [LevelSteps] = []
            for level in 0..<levels {
                let (height, width) = (height >> (level + 1), width >> (level + 1))
                steps.append(
                    LevelSteps(gains, field, level: level + 1, height: height, width: width))
                for band in 0..<9 {
                    details[level] += Self.inSteps(
                        pyramid.details[level][band], steps[level].band(band))
                }
                let local = field.qualities(level: level + 1, height: height, width: width)
                planes[level] += (0..<height * width).map { Self.feature(local[$0]) }
            }
            localSteps += Self.steps(field, width: width, height: height)
            pictures.append(CodedPicture(pyramid: pyramid, steps: steps))
        }
        func tensor(_ values: [Float], _ channels: Int, level: Int) throws(TorchError) -> Tensor {
            try Tensor(
                values, shape: [count, channels, height >> level, width >> level], device: device)
        }
        self.device = device
        self.pictures = pictures
        root = try tensor(low, 4, level: levels)
        coefficients = try details.enumerated().map { (index, values) throws(TorchError) in
            try tensor(values, 9, level: index + 1)
        }
        self.qualities = try planes.enumerated().map { (index, values) throws(TorchError) in
            try tensor(values, 1, level: index + 1)
        }
        localStep = try tensor(localSteps, 1, level: 0)
        original =
            try Tensor(pixels, shape: [count, height, width, 3], device: device)
            .permuted([0, 3, 1, 2]).to(.float) - 128
        step = try Tensor(
            qualities.map { Float(Self.step(quality: $0)) }, shape: [count, 1, 1, 1],
            device: device)
    }

    /// What the pictures decode to, before they are mended, when these symbols are sent, by level and
    /// shaped as the coefficients are: RGB − 128, `[N, 3, H, W]`.
    func decoded(_ symbols: [Tensor]) throws(TorchError) -> Tensor {
        let values = try symbols.map { (level) throws(TorchError) in try level.floats() }
        var colours: [Float] = []
        for (index, picture) in pictures.enumerated() {
            var pyramid = picture.pyramid
            for (level, steps) in picture.steps.enumerated() {
                for band in 0..<9 {
                    let count = pyramid.details[level][band].samples.count
                    let first = (index * 9 + band) * count
                    Self.dequantize(
                        values[level][first..<first + count], steps.band(band),
                        to: &pyramid.details[level][band])
                }
            }
            colours += WaveletPyramid.colours(of: pyramid.components).map { Float($0) / 16 }
        }
        let shape = original.shape
        return try Tensor(
            colours, shape: [shape[0], shape[2], shape[3], 3], device: device
        ).permuted([0, 3, 1, 2])
    }

    /// The map that an encoder would choose.
    private static func importance(
        _ pixels: [UInt8], width: Int, height: Int, masking: Int
    ) -> BandImportance? {
        guard masking > 0 else { return nil }
        return ContrastMasking(strength: masking).importance(
            ErrorVisibility(pixels: pixels, width: width, height: height), width: width,
            height: height)
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

    /// A plane in steps.
    private static func inSteps(_ plane: WaveletPlane, _ steps: LevelSteps.Steps) -> [Float] {
        [Float](unsafeUninitializedCapacity: plane.samples.count) { values, made in
            steps.forEachRun(height: plane.height, columns: 0..<plane.width) { row, columns, step in
                let scale = Float(1 << BandSteps.fraction) / Float(step)
                for column in columns {
                    let index = row * plane.width + column
                    values[index] = Float(plane.samples[index]) * scale
                }
            }
            made = plane.samples.count
        }
    }

    private static func dequantize(
        _ symbols: ArraySlice<Float>, _ steps: LevelSteps.Steps, to plane: inout WaveletPlane
    ) {
        let (height, width) = (plane.height, plane.width)
        symbols.withUnsafeBufferPointer { symbols in
            plane.samples.withUnsafeMutableBufferPointer { samples in
                steps.forEachRun(height: height, columns: 0..<width) { row, columns, step in
                    for column in columns {
                        let index = row * width + column
                        samples[index] = BandSteps.value(Int32(symbols[index]), step: step)
                    }
                }
            }
        }
    }
}
