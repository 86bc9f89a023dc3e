import CWCDecoder
import CWCEncoder
import CWCModels

func thereAndBackAgain(_ image: RasterImage) throws -> RasterImage? {
    guard let model = Models.model(named: Models.usual) else { return nil }
    let encoder = try ImageEncoder(model: model, options: EncodingOptions(quality: 60))
    let file = try encoder.encode(image).bytes
    return try ImageDecoder(file).decode(models: Models.model(id:))
}
