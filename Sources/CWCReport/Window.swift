import CWCImage
import CWCImageIO

/// The part of a picture that is shown: all of it, or of a large one the middle, pixel for pixel. A
/// page of whole photographs of a camera would be too large for a telephone.
struct Window: Hashable, Sendable {
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

    /// The part of this picture.
    func cut(_ picture: RasterImage) -> RasterImage {
        guard width < picture.width || height < picture.height else { return picture }
        let count = picture.channels.count
        let rows = (y..<y + height).flatMap { row in
            picture.samples[((row * picture.width + x) * count)...].prefix(width * count)
        }
        return RasterImage(width: width, height: height, channels: picture.channels, samples: rows)
    }

    /// The part of this picture as a file that browsers read and that has every pixel as it is:
    /// lossless WebP, which is two thirds of a PNG.
    func file(of picture: RasterImage) -> [UInt8] {
        do { return try encodeImage(cut(picture), as: .webpLossless) } catch {
            preconditionFailure("a window is not too large for WebP: \(error)")
        }
    }
}
