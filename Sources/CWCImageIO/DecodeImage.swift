public import CWCImage

/// Decodes an image file, whatever its format: PNG, JPEG, JPEG 2000, WebP, PGM, PPM or PAM.
///
/// 16-bit samples are rounded to the nearest of 256 levels, palettes become RGB, transparent
/// colours become alpha. Colours are not converted and Exif orientation is not applied: see
/// `Metadata`. Of an animated PNG the still image is taken.
///
/// - Throws: `truncated` or `malformed` for a damaged file, `unsupported` for a format or feature
///   that this module does not read, `limitExceeded` before anything large is allocated.
public func decodeImage(
    bytes: [UInt8], limits: ImageLimits = ImageLimits()
) throws(ImageError) -> RasterImage {
    guard !bytes.isEmpty else { throw ImageError(.truncated, nil, "the file is empty") }
    switch ImageFormat(detecting: bytes) {
    case .png: return try PNGDecoder.decode(bytes, limits: limits)
    case .jpeg: return try JPEGDecoder.decode(bytes, limits: limits)
    case .jpeg2000: return try JPEG2000Decoder.decode(bytes, limits: limits)
    case .webp: return try WebPDecoder.decode(bytes, limits: limits)
    case .netpbm: return try Netpbm.decode(bytes, limits: limits)
    case nil:
        throw ImageError(
            .unsupported, nil, "not a PNG, JPEG, JPEG 2000, WebP, PGM, PPM or PAM file")
    }
}
