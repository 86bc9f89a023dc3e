public import CWCContainer
public import CWCImage

/// Why a picture cannot be encoded.
public enum EncodingError: Error, Hashable, Sendable {
    /// The model has no networks for encoding.
    case decodeOnlyModel(ModelID)
    /// The model's codec family has no such payload form: the wavelet family has `range` alone.
    case unsupportedPayloadForm(ModelID)
    /// All parts are to be alike, but the model always finds importance itself: one of the seed family.
    case unsupportedImportance(ModelID)
    /// Tiles are asked for, but the model's family has none: one of the seed family.
    case unsupportedTiling(ModelID)
    /// The picture has more bits a sample than files of the model can have.
    case unsupportedDepth(ModelID, SampleDepth)
    /// The region-of-interest mask has not the picture's size.
    case wrongMaskSize(width: Int, height: Int)
    /// A side of the picture is beyond what the format can hold, `FormatLimits.largestSide`.
    case sideLimitExceeded(Int)
    /// The picture has more pixels, with its padding, than the options allow.
    case pixelLimitExceeded(needed: UInt64, limit: UInt64)
    /// The networks' tensors would take more memory than the options allow.
    case memoryLimitExceeded(needed: Int, limit: Int)
    /// No quality reaches the target; the best that one has: bytes, or mean squared error.
    case targetOutOfReach(EncodingTarget, best: Double)
}

extension EncodingError: CustomStringConvertible {
    /// One line for people.
    public var description: String {
        switch self {
        case .decodeOnlyModel(let id): "model \(id) can only decode"
        case .unsupportedPayloadForm(let id): "model \(id) has the payload form range alone"
        case .unsupportedImportance(let id): "model \(id) finds importance itself"
        case .unsupportedTiling(let id): "model \(id) has no tiles"
        case .unsupportedDepth(let id, let depth):
            "files of model \(id) cannot have \(depth.bits) bits a sample"
        case .wrongMaskSize(let width, let height):
            "the importance mask is \(width)×\(height) pixels, unlike the picture"
        case .sideLimitExceeded(let side):
            "a side of \(side) pixels exceeds \(FormatLimits.largestSide)"
        case .pixelLimitExceeded(let needed, let limit):
            "the picture is coded as \(needed) pixels, which exceed \(limit)"
        case .memoryLimitExceeded(let needed, let limit):
            "encoding takes \(needed) bytes of memory, which exceed \(limit)"
        case .targetOutOfReach(.fileSize(let bytes), let best):
            "no quality makes a file of at most \(bytes) bytes: the smallest takes \(Int(best))"
        case .targetOutOfReach(.meanSquaredError(let error), let best):
            "no quality has a mean squared error of at most \(rounded(error)): the best has "
                + "\(rounded(best))"
        }
    }
    private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
