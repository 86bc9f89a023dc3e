internal import CWCBands
internal import CWCTorch
internal import CWCWavelet

/// Pictures as the codec of family 2 sees them before it has chosen symbols: wavelet coefficients
/// in quantization steps. Computed in the codec's own integers.
struct WaveletTargets {
    /// Low bands in units of 128 grey levels and the quality's plane, `[N, 4, ·, ·]`.
    private(set) var root: Tensor
    /// Coefficients of the nine detail bands in steps, by level, the finest first,
    /// `[N, 9, H/2^ℓ, W/2^ℓ]`.
    private(set) var coefficients: [Tensor]
    /// The quality at the positions of each level as the networks see it, about −1 … 1, the finest
    /// first, `[N, 1, H/2^ℓ, W/2^ℓ]`.
    let qualities: [Tensor]
    /// The original, RGB − 128, `[N, 3, H, W]`.
    let original: Tensor
    /// The quantization step of each picture in grey levels, `[N, 1, 1, 1]`.
    let step: Tensor
    /// The step at each pixel, `[N, 1, H, W]`.
    let localStep: Tensor
    /// What a bit may cost in squared error, in squared steps, by level, the finest first:
    /// `[N, 1, H/2^ℓ, W/2^ℓ]`, or one number for all.
    let bitPrices: [Tensor]

    private var pictures: [CodedPicture]
    private let quantization: BandQuantization
    private let device: Device

    /// A picture with its low bands quantized, its steps by level and what they follow.
    private struct CodedPicture {
        var pyramid: WaveletPyramid
        let field: QualityField
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
        var planes = [[Float]](repeating: [], count: levels)
        var prices = planes
        var localSteps: [Float] = []
        var pictures: [CodedPicture] = []
        for index in 0..<count {
            let picture = Array(pixels[(index * size)..<((index + 1) * size)])
            let visibility =
                quantization.masking > 0
                ? ErrorVisibility(pixels: picture, width: width, height: height) : nil
            let field = QualityField(
                quality: Int((qualities[index] * 100).rounded()),
                importance: visibility.map {
                    ContrastMasking(strength: quantization.masking).importance(
                        $0, width: width, height: height)
                })
            let bitPrices = visibility.map {
                BitPrices(
                    mean: quantization.bitPrice, $0, gains, field,
                    BandGeometry(imageWidth: width, imageHeight: height, levels: levels))
            }
            var steps: [LevelSteps] = []
            for level in 0..<levels {
                let (height, width) = (height >> (level + 1), width >> (level + 1))
                steps.append(
                    LevelSteps(gains, field, level: level + 1, height: height, width: width))
                let local = field.qualities(level: level + 1, height: height, width: width)
                planes[level] += (0..<height * width).map { Self.feature(local[$0]) }
                prices[level] += bitPrices?.squaredSteps(level: level) ?? []
            }
            localSteps += Self.steps(field, width: width, height: height)
            let pyramid = WaveletPyramid(
                pixels: picture, width: width, height: height, levels: levels)
            pictures.append(CodedPicture(pyramid: pyramid, field: field, steps: steps))
        }
        func tensor(_ values: [Float], level: Int) throws(TorchError) -> Tensor {
            try Tensor(
                values, shape: [count, 1, height >> level, width >> level], device: device)
        }
        self.device = device
        self.quantization = quantization
        self.qualities = try planes.enumerated().map { (index, values) throws(TorchError) in
            try tensor(values, level: index + 1)
        }
        bitPrices = try prices.enumerated().map { (index, values) throws(TorchError) in
            guard values.isEmpty else { return try tensor(values, level: index + 1) }
            let price = Float(quantization.bitPrice) / 256
            return try Tensor([price], shape: [1, 1, 1, 1], device: device)
        }
        localStep = try tensor(localSteps, level: 0)
        original =
            try Tensor(pixels, shape: [count, height, width, 3], device: device)
            .permuted([0, 3, 1, 2]).to(.float) - 128
        step = try Tensor(
            qualities.map { Float(Self.step(quality: $0)) }, shape: [count, 1, 1, 1],
            device: device)
        (self.pictures, root, coefficients) = try Self.quantized(pictures, gains, device: device)
    }

    /// The same pictures, when what mending adds to them, `[N, 3, H, W]`, need not be sent.
    func without(_ changes: Tensor) throws(TorchError) -> WaveletTargets {
        let unit = Float(1 << WaveletPyramid.fraction)
        let shape = original.shape
        let samples = try (try original - changes).permuted([0, 2, 3, 1])
            .reshaped([shape[0], -1]).floats()
        let size = samples.count / shape[0]
        var rest = self
        for (index, picture) in pictures.enumerated() {
            rest.pictures[index].pyramid = WaveletPyramid(
                width: shape[3], height: shape[2], levels: picture.pyramid.levels
            ) { Int32((samples[index * size + $0] * unit).rounded()) }
        }
        (rest.pictures, rest.root, rest.coefficients) = try Self.quantized(
            rest.pictures, quantization.weights.gains, device: device)
        return rest
    }

    /// Quantizes the low bands of pictures, and gives these, the tensor that the root network takes
    /// and the details in steps.
    private static func quantized(
        _ pictures: [CodedPicture], _ gains: BandGains, device: Device
    ) throws(TorchError) -> ([CodedPicture], root: Tensor, coefficients: [Tensor]) {
        var pictures = pictures
        var low: [Float] = []
        var details = [[Float]](repeating: [], count: gains.details.count)
        for index in pictures.indices {
            let field = pictures[index].field
            let lowSteps = BandSteps(gains, quality: field.quality).low
            for component in 0..<3 {
                quantize(&pictures[index].pyramid.low[component], step: lowSteps[component])
                low += pictures[index].pyramid.low[component].samples.map {
                    Float($0) / (16 * 128)
                }
            }
            low += [Float](
                repeating: feature(field.quality),
                count: pictures[index].pyramid.low[0].samples.count)
            for (level, planes) in pictures[index].pyramid.details.enumerated() {
                for (band, plane) in planes.enumerated() {
                    details[level] += inSteps(plane, pictures[index].steps[level].band(band))
                }
            }
        }
        func tensor(
            _ values: [Float], _ channels: Int, like plane: WaveletPlane
        ) throws(TorchError) -> Tensor {
            try Tensor(
                values, shape: [pictures.count, channels, plane.height, plane.width],
                device: device)
        }
        let pyramid = pictures[0].pyramid
        return (
            pictures, try tensor(low, 4, like: pyramid.low[0]),
            try details.enumerated().map { (level, values) throws(TorchError) in
                try tensor(values, 9, like: pyramid.details[level][0])
            }
        )
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
