import CWCImage
import CWCImageIO

/// The part of a picture that is shown: all of it, or of a large one the middle, pixel for pixel. A
/// page of whole photographs of a camera would be too large for a telephone.
struct ShownPart: Hashable, Sendable {
    /// The largest side.
    static let limit = 1024

    var x: Int
    var y: Int
    var width: Int
    var height: Int

    init(middleOf picture: RasterImage) {
        width = min(picture.width, Self.limit)
        height = min(picture.height, Self.limit)
        x = (picture.width - width) / 2
        y = (picture.height - height) / 2
    }

    /// The part of this picture as a file that browsers read and that has every pixel as it is:
    /// lossless WebP, which is two thirds of a PNG.
    func file(of picture: RasterImage) -> [UInt8] {
        let part = picture.cropped(x: x, y: y, width: width, height: height)
        do { return try encodeImage(part, as: .webpLossless) } catch {
            preconditionFailure("the part is not too large for WebP: \(error)")
        }
    }
}
