import CWCImage
import CWebP

/// WebP through libwebp: lossy and lossless, with or without alpha. Animations are not supported.
///
/// libwebp gives no rows: pictures are decoded whole, and have at most 16383 pixels a side.
final class WebPDecoder: RowDecoder {
    let shape: ImageShape
    let metadata: Metadata
    private var config: WebPDecoderConfig
    /// The file, until it is decoded.
    private var bytes: [UInt8]
    private var whole: SampleBuffer?

    /// More than any picture needs up to its size and alpha.
    private static let headBytes = 64

    init(_ source: ByteSource, _ limits: ImageLimits) throws(ImageError) {
        var config = WebPDecoderConfig()
        guard WebPInitDecoderConfig(&config) != 0 else {
            throw ImageError(.unsupported, .webp, "libwebp has another version than its headers")
        }
        let file = WholeFile(source)
        file.collect(Self.headBytes)
        // The head says whether to read on.
        let status = WebPGetFeatures(file.bytes, file.bytes.count, &config.input)
        if status != VP8_STATUS_NOT_ENOUGH_DATA {
            try Self.check(status)
            try Self.check(config.input, limits)
        }
        let count = WebPContainer.byteCount(head: file.bytes)
        try limits.check(bufferedBytes: count, format: .webp)
        file.collect(count)
        try Self.check(WebPGetFeatures(file.bytes, file.bytes.count, &config.input))
        try Self.check(config.input, limits)

        shape = ImageShape(
            width: Int(config.input.width), height: Int(config.input.height),
            channels: config.input.has_alpha == 0 ? .rgb : .rgbAlpha)
        // libwebp takes up to four bytes a pixel of its own.
        let samples = shape.byteCount + 4 * shape.width * shape.height
        try limits.check(
            bufferedBytes: samples + file.bytes.count, fileBytes: file.bytes.count, format: .webp)
        metadata = try WebPContainer.metadata(of: file.bytes, limits: limits)
        (bytes, self.config) = (file.bytes, config)
    }

    private static func check(
        _ features: WebPBitstreamFeatures, _ limits: ImageLimits
    ) throws(ImageError) {
        guard features.has_animation == 0 else {
            throw ImageError(.unsupported, .webp, "an animation")
        }
        try limits.check(
            width: Int(features.width), height: Int(features.height), format: .webp)
    }

    private static func check(_ status: VP8StatusCode) throws(ImageError) {
        switch status {
        case VP8_STATUS_OK: return
        case VP8_STATUS_NOT_ENOUGH_DATA, VP8_STATUS_SUSPENDED:
            throw ImageError(.truncated, .webp, "the file ends early")
        case VP8_STATUS_OUT_OF_MEMORY: throw ImageError(.outOfMemory, .webp, "out of memory")
        case VP8_STATUS_UNSUPPORTED_FEATURE:
            throw ImageError(.unsupported, .webp, "a feature that libwebp does not support")
        default: throw ImageError(.malformed, .webp, "damaged bitstream")
        }
    }

    func readRow(_ row: UnsafeMutableRawBufferPointer) throws(ImageError) {
        if whole == nil {
            let buffer = SampleBuffer(shape)
            try buffer.fill { samples throws(ImageError) in try readAll(samples) }
            whole = buffer
        }
        whole?.copyRow(row)
    }

    func readAll(_ samples: UnsafeMutableRawBufferPointer) throws(ImageError) {
        config.output.colorspace = shape.channels == .rgb ? MODE_RGB : MODE_RGBA
        config.output.is_external_memory = 1
        config.output.u.RGBA.rgba = samples.assumingMemoryBound(to: UInt8.self).baseAddress
        config.output.u.RGBA.stride = Int32(shape.bytesPerRow)
        config.output.u.RGBA.size = samples.count
        try Self.check(WebPDecode(bytes, bytes.count, &config))
        bytes = []
    }
}
