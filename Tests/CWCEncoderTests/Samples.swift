import CWCContainer
import CWCEncoder
import CWCImage
import CWCModel
import CWCNetwork
import CWCTestSupport

/// A model with few weights and all kinds of layers.
let tiny: Model = {
    var random = SeededRandom(seed: 7)
    // It has passed all checks, or none of the tests here can run.
    guard let model = try? Model.tiny(using: &random) else { fatalError("no test model") }
    return model
}()

/// Finds the model of these tests and no other.
func lookUp(_ id: ModelID) -> Model? { id == tiny.id ? tiny : nil }

/// The random picture of a seed.
func picture(
    _ width: Int, _ height: Int, _ channels: Channels = .rgb, metadata: Metadata = Metadata(),
    seed: UInt64 = 1
) -> RasterImage {
    var random = SeededRandom(seed: seed)
    return .random(
        width: width, height: height, channels: channels, metadata: metadata, using: &random)
}

/// Encodes with the tiny model.
func encode(
    _ image: RasterImage, _ options: EncodingOptions = EncodingOptions()
) throws -> EncodedImage {
    try ImageEncoder(model: tiny, options: options).encode(image)
}
