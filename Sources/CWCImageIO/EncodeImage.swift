public import CWCImage

/// Encodes a picture as a whole image file.
///
/// ``ImageWriter`` writes the same files row by row, and takes deeper samples.
///
/// - Throws: `unsupported` when the format cannot hold the picture: JPEG with alpha, with a side
///   above 65500, or with metadata too long for its segments; WebP with a side
///   above 16383.
public func encodeImage(
    _ picture: RasterImage, as encoding: ImageEncoding
) throws(ImageError) -> [UInt8] {
    let sink = ByteSink()
    let encoder = try openEncoder(sink, encoding, picture.shape, picture.metadata)
    let count = picture.shape.bytesPerRow
    try picture.samples.span.withUnsafeBytes { samples throws(ImageError) in
        for start in stride(from: 0, to: samples.count, by: count) {
            try encoder.writeRow(
                UnsafeRawBufferPointer(rebasing: samples[start..<start + count]))
        }
    }
    try encoder.finish()
    return sink.bytes
}
