public import CWCTorch

/// Placeholder.
public struct LinearStart {
    public init(_ model: SeedModel, pictures: PictureSet, device: Device) {}
    public func apply(using random: inout TrainingRandom) throws(TorchError) {}
}
