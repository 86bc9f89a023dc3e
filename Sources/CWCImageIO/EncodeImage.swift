import CImageShim
public import CWCImage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Encodes a picture as a whole image file.
///
/// - Throws: `unsupported` when the format cannot hold the picture: JPEG with alpha, with a side
///   above 65500, or with metadata too long for its segments; WebP with a side
///   above 16383.
public func encodeImage(
    _ picture: RasterImage, as encoding: ImageEncoding
) throws(ImageError) -> [UInt8] {
    switch encoding {
    case .png:
        let file = try encodeThroughShim(picture, .png) { cwc_png_encode($0, $1, &$2, &$3) }
        // IHDR is always first and always 25 bytes long; metadata go right behind it.
        let head = PNGChunk.signature.count + 25
        let metadata = PNGChunk.chunks(for: picture.metadata).flatMap(\.bytes)
        return file[..<head] + metadata + file[head...]
    case .netpbm: return Netpbm.encode(picture, pam: false)
    case .pam: return Netpbm.encode(picture, pam: true)
    case .jpeg(let options):
        guard !picture.channels.hasAlpha else {
            throw ImageError(.unsupported, .jpeg, "JPEG has no alpha channel")
        }
        let metadata = try JPEGSegment.segments(for: picture.metadata).flatMap(\.bytes)
        let request = cwc_jpeg_options(
            quality: Int32(min(max(options.quality, 1), 100)),
            halves_chroma: options.chroma == .half,
            optimizes_huffman: options.optimizesHuffman,
            progressive: options.progressive,
            forces_baseline: options.forcesBaseline)
        let file = try encodeThroughShim(picture, .jpeg) {
            cwc_jpeg_encode($0, $1, request, &$2, &$3)
        }
        // Start of image, then the JFIF segment, which must stay first.
        let head = 4 + Int(file[4]) << 8 + Int(file[5])
        return file[..<head] + metadata + file[head...]
    case .jpeg2000(let options):
        return try encodeThroughShim(picture, .jpeg2000) {
            cwc_jpeg2000_encode($0, $1, options.compressionRatio, &$2, &$3)
        }
    case .webp(let options): return try WebPEncoder.encode(picture, options)
    case .webpLossless: return try WebPEncoder.encode(picture, nil)
    }
}

/// Calls an encoder of the shim and takes over the bytes that it allocated.
private func encodeThroughShim(
    _ picture: RasterImage, _ format: ImageFormat,
    _ encode: (
        UnsafePointer<UInt8>?, cwc_image_shape, inout cwc_image_bytes, inout cwc_image_error
    ) -> Bool
) throws(ImageError) -> [UInt8] {
    // No format here takes a side of 2³¹ or more, nor could the samples be in memory.
    guard let width = UInt32(exactly: picture.width), let height = UInt32(exactly: picture.height)
    else { throw ImageError(.unsupported, format, "\(picture.width)×\(picture.height) pixels") }
    let shape = cwc_image_shape(
        width: width, height: height, channels: UInt32(picture.channels.count))
    var output = cwc_image_bytes()
    var error = cwc_image_error()
    let succeeded = picture.samples.withUnsafeBufferPointer {
        encode($0.baseAddress, shape, &output, &error)
    }
    guard succeeded else { throw ImageError(error, format) }
    defer { free(output.bytes) }
    return Array(UnsafeBufferPointer(start: output.bytes, count: output.count))
}
