/// What one training step reports: a line of `log.tsv`.
public struct StepFigures: Sendable {
    /// What was minimized.
    public var loss: Double
    /// Mean over the batch of each picture's PSNR in dB; nil where nothing was decoded.
    public var psnr: Double?
    /// Estimated rate, in bits per pixel.
    public var bitsPerPixel: Double
    /// Norm of all gradients before clipping.
    public var gradientNorm: Double
    /// Pictures of the batch.
    public var pictureCount: Int
    /// Further columns of the log: the same names in the same order at every step of a run.
    public var details: [Figure]
    /// What looks wrong, in a few words each.
    public var alarms: [String]

    public init(
        loss: Double, psnr: Double?, bitsPerPixel: Double, gradientNorm: Double,
        pictureCount: Int, details: [Figure] = [], alarms: [String] = []
    ) {
        self.loss = loss
        self.psnr = psnr
        self.bitsPerPixel = bitsPerPixel
        self.gradientNorm = gradientNorm
        self.pictureCount = pictureCount
        self.details = details
        self.alarms = alarms
    }

    /// A detail by name.
    public subscript(_ name: String) -> Double? { details.first { $0.name == name }?.value }
}

/// A named number of a log, such as `importance_spread`.
public struct Figure: Hashable, Sendable {
    /// The name of its column: words in lower case, joined by underscores; the unit at the end
    /// where there is one.
    public var name: String
    public var value: Double
    /// Decimals to write.
    public var decimals: Int

    public init(_ name: String, _ value: Double, decimals: Int = 4) {
        self.name = name
        self.value = value
        self.decimals = decimals
    }
}

/// A point of a rate–distortion curve, a mean over the validation pictures: a row of
/// `validation.tsv`.
public struct ValidationPoint: Hashable, Sendable {
    /// What was varied: a quality, a shift of the importance logits, a level.
    public var setting: Double
    /// Bits per pixel, all included.
    public var bitsPerPixel: Double
    /// Bits per pixel of the importance map, part of ``bitsPerPixel``.
    public var mapBitsPerPixel: Double
    /// Mean of the pictures' PSNR (RGB, 8-bit), in dB.
    public var psnr: Double
    /// Mean of the pictures' MS-SSIM, where it was measured.
    public var multiScaleSSIM: Double?

    public init(
        setting: Double, bitsPerPixel: Double, mapBitsPerPixel: Double, psnr: Double,
        multiScaleSSIM: Double? = nil
    ) {
        self.setting = setting
        self.bitsPerPixel = bitsPerPixel
        self.mapBitsPerPixel = mapBitsPerPixel
        self.psnr = psnr
        self.multiScaleSSIM = multiScaleSSIM
    }
}
