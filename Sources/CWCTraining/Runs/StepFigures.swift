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

    /// Figures from their parts.
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
    /// The number.
    public var value: Double
    /// Decimals to write.
    public var decimals: Int

    /// A figure from its parts.
    public init(_ name: String, _ value: Double, decimals: Int = 4) {
        self.name = name
        self.value = value
        self.decimals = decimals
    }
}
