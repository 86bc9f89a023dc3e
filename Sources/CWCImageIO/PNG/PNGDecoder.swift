import CImageShim
import CWCImage

/// PNG through libpng: every colour type and depth, interlaced or not, to 8 bits a sample.
enum PNGDecoder {
    static func decode(_ bytes: [UInt8], limits: ImageLimits) throws(ImageError) -> RasterImage {
        var picture = try readThroughShim(
            bytes, .png, limits,
            open: { cwc_png_open($0, $1, &$2, &$3) },
            read: { cwc_png_read($0, $1, &$2) },
            close: { cwc_png_close($0) })
        picture.metadata = try PNGChunk.metadata(of: bytes, limits: limits)
        return picture
    }
}
