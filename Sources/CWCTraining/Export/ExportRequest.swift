/// What an export needs beside the weights.
public struct ExportRequest {
    /// Name of the model.
    public var name: String
    /// What the model says about itself.
    public var note: String
    /// Pictures to measure scales on, by random crops of `cropSide` pixels a side (less where all
    /// pictures are smaller), `batchCount` batches of 4.
    public var pictures: PictureSet
    public var cropSide = 256
    public var batchCount = 16
    /// Widths of activations.
    public var bits: ActivationBits
    /// Factor on how far the importance map departs from its mean.
    public var mapContrast: Double

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
