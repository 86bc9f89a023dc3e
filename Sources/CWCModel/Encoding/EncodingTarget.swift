/// What a file is to reach, in place of a quality.
public enum EncodingTarget: Hashable, Sendable {
    /// The best quality of which the file takes at most so many bytes.
    case fileSize(Int)
    /// The lowest quality at which the decoded colours are off by at most so much, in mean squared
    /// grey levels of which white is 255, at every depth.
    case meanSquaredError(Double)
}
