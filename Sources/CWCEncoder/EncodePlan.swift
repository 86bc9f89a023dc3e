import CWCImage
import CWCModel

/// The memory that encoding a picture takes, known before any is allocated.
///
/// What is alive at the same time is counted. Not counted are the file that is made, the model, and what
/// the picture's source needs.
public struct EncodePlan: Hashable, Sendable {
    /// All of it.
    public let byteCount: Int

    /// Plans the encoding of a picture.
    init(_ shape: ImageShape, _ encoder: any PartEncoder) {
        byteCount = encoder.peakByteCount(
            width: shape.width, height: shape.height, depth: shape.depth)
    }
}
