import CImageShim
import CWCImage

/// JPEG through libjpeg-turbo: baseline and progressive, grey and colour, with the accurate integer
/// inverse transform and smooth chroma upsampling.
enum JPEGDecoder {
    static func decode(_ bytes: [UInt8], limits: ImageLimits) throws(ImageError) -> RasterImage {
        var picture = try readThroughShim(
            bytes, .jpeg, limits,
            open: { cwc_jpeg_open($0, $1, &$2, &$3) },
            read: { cwc_jpeg_read($0, $1, &$2) },
            close: { cwc_jpeg_close($0) })
        picture.metadata = try JPEGSegment.metadata(of: bytes, limits: limits)
        return picture
    }
}
