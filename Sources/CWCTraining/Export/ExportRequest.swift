/// What an export needs besides the weights.
public struct ExportRequest {
    /// Name of the model.
    public var name: String
    /// What the model says about itself.
    public var note: String
    /// Pictures to measure scales on, by random crops.
    public var pictures: PictureSet
    /// Side of the crops in pixels; less where all pictures are smaller.
    public var cropSide = 256
    /// Batches of four crops.
    public var batchCount = 16
    /// Widths of activations.
    public var bits: ActivationBits
    /// Factor on how far the importance map departs from its mean.
    public var mapContrast: Double

    /// A request from its parts.
    public init(
        name: String = "model", note: String = "", pictures: PictureSet,
        bits: ActivationBits = ActivationBits(stream: 12, branch: 8), mapContrast: Double = 1
    ) {
        self.name = name
        self.note = note
        self.pictures = pictures
        self.bits = bits
        self.mapContrast = mapContrast
    }
}
