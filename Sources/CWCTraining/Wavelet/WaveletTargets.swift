import CWCNetwork
import CWCTorch
import CWCWavelet

/// Pictures as the codec sees them before it has chosen symbols: wavelet coefficients in quantization
/// steps. Computed in the codec's own integers.
struct WaveletTargets {
    /// What the network `ll_context` takes: LL subbands in units of 128 grey levels and the plane of
    /// the quality, `[N, 4, ·, ·]`.
    private(set) var llInput: Tensor
    /// Coefficients of the nine detail subbands in steps, by level, the finest first,
    /// `[N, 9, H/2^ℓ, W/2^ℓ]`.
    private(set) var coefficients: [Tensor]
    /// The quality at the positions of each level as the networks see it, about −1 … 1, the finest
    /// first, `[N, 1, H/2^ℓ, W/2^ℓ]`.
    let qualities: [Tensor]
    /// The original, RGB − 128, `[N, 3, H, W]`.
    let original: Tensor
    /// The reference step of each picture in grey levels, `[N, 1, 1, 1]`.
    let step: Tensor
    /// The reference step at each pixel, `[N, 1, H, W]`.
    let localStep: Tensor
    /// λ in squared steps by level, the finest first: `[N, 1, H/2^ℓ, W/2^ℓ]`, or one number for all.
    let lambdaMaps: [Tensor]

    private var pictures: [WaveletPicture]
    private let quantization: SubbandQuantization
    private let device: Device

    /// The reference step of a quality 0 … 100, in grey levels.
    static func referenceStep(quality: Double) -> Double { 192 * raise(2, to: -quality / 20) }

    /// Transforms pictures of one size, `[N, height, width, 3]`, each at its quality 0 … 100.
    init(
        pixels: [UInt8], width: Int, height: Int, qualities: [Double],
        quantization: SubbandQuantization, device: Device
    ) throws(TorchError) {
        let count = qualities.count
        let baseSteps = quantization.weights.baseSteps
        let levels = quantization.weights.levels.count
        let size = width * height * 3
        let prepared = Self.team.map(count: count) { index in
            WaveletPicture.prepared(
                Array(pixels[(index * size)..<((index + 1) * size)]), width: width,
                height: height, quality: qualities[index], quantization)
        }
        func tensor(_ values: [Float], level: Int) throws(TorchError) -> Tensor {
            try Tensor(
                values, shape: [count, 1, height >> level, width >> level], device: device)
        }
        self.device = device
        self.quantization = quantization
        self.qualities = try (0..<levels).map { (index) throws(TorchError) in
            try tensor(prepared.flatMap { $0.qualities[index] }, level: index + 1)
        }
        lambdaMaps = try (0..<levels).map { (index) throws(TorchError) in
            let values = prepared.flatMap { $0.lambdaMap?.squaredSteps(level: index) ?? [] }
            guard values.isEmpty else { return try tensor(values, level: index + 1) }
            let lambda = Float(quantization.lambda) / 256
            return try Tensor([lambda], shape: [1, 1, 1, 1], device: device)
        }
        localStep = try tensor(prepared.flatMap(\.localSteps), level: 0)
        original =
            try Tensor(pixels, shape: [count, height, width, 3], device: device)
            .permuted([0, 3, 1, 2]).to(.float) - 128
        step = try Tensor(
            qualities.map { Float(Self.referenceStep(quality: $0)) }, shape: [count, 1, 1, 1],
            device: device)
        (pictures, llInput, coefficients) = try Self.quantized(
            prepared.map(\.picture), baseSteps, device: device)
    }

    /// The same pictures less what the post-filter adds to them, `[N, 3, H, W]`: in a closed loop
    /// that need not be sent.
    func without(_ residual: Tensor) throws(TorchError) -> WaveletTargets {
        let unit = Float(1 << WaveletPyramid.fraction)
        let shape = original.shape
        let samples = try (original - residual).permuted([0, 2, 3, 1])
            .reshaped([shape[0], -1]).floats()
        let size = samples.count / shape[0]
        let pictures = Self.team.map(count: self.pictures.count) { index in
            var picture = self.pictures[index]
            picture.pyramid = WaveletPyramid(
                width: shape[3], height: shape[2], levels: picture.pyramid.levels
            ) { Int32((samples[index * size + $0] * unit).rounded()) }
            return picture
        }
        var rest = self
        (rest.pictures, rest.llInput, rest.coefficients) = try Self.quantized(
            pictures, quantization.weights.baseSteps, device: device)
        return rest
    }

    /// Each picture is a part that a thread of its own can take.
    private static var team: ThreadTeam { ThreadTeam(threads: Torch.threads) }

    /// Quantizes the LL subbands of pictures, and gives these, the tensor that the network
    /// `ll_context` takes and the details in steps.
    private static func quantized(
        _ pictures: [WaveletPicture], _ baseSteps: BaseQuantizationSteps, device: Device
    ) throws(TorchError) -> ([WaveletPicture], llInput: Tensor, coefficients: [Tensor]) {
        let parts = team.map(count: pictures.count) { pictures[$0].quantized(baseSteps) }
        let pictures = parts.map(\.picture)
        func tensor(
            _ values: [Float], _ channels: Int, like plane: WaveletPlane
        ) throws(TorchError) -> Tensor {
            try Tensor(
                values, shape: [pictures.count, channels, plane.height, plane.width],
                device: device)
        }
        let pyramid = pictures[0].pyramid
        return (
            pictures,
            try tensor(
                parts.flatMap(\.ll), WaveletGeometry.components + 1, like: pyramid.ll[0]),
            try baseSteps.details.indices.map { (level) throws(TorchError) in
                try tensor(
                    parts.flatMap { $0.details[level] }, WaveletGeometry.subbands,
                    like: pyramid.details[level][0])
            }
        )
    }

    /// What the pictures decode to, before the post-filter, when these symbols are sent, by level and
    /// shaped as the coefficients are: RGB − 128, `[N, 3, H, W]`.
    func decoded(_ symbols: [Tensor]) throws(TorchError) -> Tensor {
        let values = try symbols.map { (level) throws(TorchError) in try level.floats() }
        let colours = Self.team.map(count: pictures.count) { index in
            pictures[index].decoded { level, subband, count in
                let start = (index * WaveletGeometry.subbands + subband) * count
                return values[level][start..<start + count]
            }
        }.flatMap { $0 }
        let shape = original.shape
        return try Tensor(
            colours, shape: [shape[0], shape[2], shape[3], 3], device: device
        ).permuted([0, 3, 1, 2])
    }
}
