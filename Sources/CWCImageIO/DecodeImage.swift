public import CWCImage

/// Decodes an image file, whatever its format: PNG, JPEG, JPEG 2000, WebP, PGM, PPM or PAM.
///
/// 16-bit samples are rounded to the nearest of 256 levels, palettes become RGB, transparent
/// colours become alpha. Colours are not converted and Exif orientation is not applied: see
/// `Metadata`. Of an animated PNG the still image is taken.
///
/// ``ImageReader`` reads the same pictures row by row, and keeps more of deep samples.
///
/// - Throws: `truncated` or `malformed` for a damaged file, `unsupported` for a format or feature
///   that this module does not read, `limitExceeded` before anything large is allocated.
public func decodeImage(
    bytes: [UInt8], limits: ImageLimits = ImageLimits()
) throws(ImageError) -> RasterImage {
    try openDecoder(ByteSource(bytes), limits, atMost: .eight).1.picture()
}
