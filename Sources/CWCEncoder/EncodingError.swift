/// Why a picture cannot be encoded.
public enum EncodingError: Error, Hashable, Sendable {
    /// The model has no networks for encoding.
    case decodeOnlyModel(ModelID)
    /// The model's family has no such payload form: family 2 has `range` alone.
    case unsupportedPayloadForm(ModelID)
    /// The model finds importance itself: one of family 1.
    case unsupportedImportance(ModelID)
    /// The importance mask has not the picture's size.
    case wrongMaskSize(width: Int, height: Int)
    /// The networks' tensors would take more memory than the options allow.
    case memoryLimitExceeded(needed: Int, limit: Int)
}

extension EncodingError: CustomStringConvertible {
    /// One line for people.
    public var description: String {
        switch self {
        case .decodeOnlyModel(let id): "model \(id) can only decode"
        case .unsupportedPayloadForm(let id): "model \(id) has the payload form range alone"
        case .unsupportedImportance(let id): "model \(id) finds importance itself"
        case .wrongMaskSize(let width, let height):
            "the importance mask is \(width)×\(height) pixels, unlike the picture"
        case .memoryLimitExceeded(let needed, let limit):
            "encoding takes \(needed) bytes of memory, which exceed \(limit)"
        }
    }
}
