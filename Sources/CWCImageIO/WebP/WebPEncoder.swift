import CWCImage
import CWebP

/// WebP through libwebp: lossy as `cwebp -m METHOD -q QUALITY` writes it, lossless without options.
/// libwebp takes the picture whole; grey is written as RGB.
final class WebPEncoder: RowEncoder {
    private let sink: ByteSink
    private let shape: ImageShape
    private let options: WebPOptions?
    /// `[height, width, 3 or 4]` samples.
    private var samples: [UInt8] = []

    init(_ sink: ByteSink, _ shape: ImageShape, _ options: WebPOptions?) throws(ImageError) {
        guard max(shape.width, shape.height) <= Int(WEBP_MAX_DIMENSION) else {
            throw ImageError(.unsupported, .webp, "a side above \(WEBP_MAX_DIMENSION)")
        }
        try ImageError.requireEightBits(shape, .webp)
        (self.sink, self.shape, self.options) = (sink, shape, options)
        samples.reserveCapacity(shape.width * shape.height * (shape.channels.hasAlpha ? 4 : 3))
    }

    func writeRow(_ row: UnsafeRawBufferPointer) {
        let count = shape.channels.count
        guard shape.channels.colorCount == 1 else {
            return samples.append(contentsOf: row.assumingMemoryBound(to: UInt8.self))
        }
        for pixel in stride(from: 0, to: row.count, by: count) {
            for _ in 0..<3 { samples.append(row[pixel]) }
            if count == 2 { samples.append(row[pixel + 1]) }
        }
    }

    func finish() throws(ImageError) {
        var config = WebPConfig()
        var input = WebPPicture()
        guard WebPConfigInit(&config) != 0, WebPPictureInit(&input) != 0 else {
            throw ImageError(.unsupported, .webp, "libwebp has another version than its headers")
        }
        if let options {
            config.quality = Float(min(max(options.quality, 0), 100))
            config.method = Int32(min(max(options.method, 0), 6))
        } else {
            // The level that cwebp takes; the flags keep colours that nobody sees.
            _ = WebPConfigLosslessPreset(&config, 6)
            config.exact = 1
            input.use_argb = 1
        }
        input.width = Int32(shape.width)
        input.height = Int32(shape.height)
        defer { WebPPictureFree(&input) }
        guard importSamples(into: &input) else {
            throw ImageError(.outOfMemory, .webp, "out of memory")
        }

        samples = []

        var output = WebPMemoryWriter()
        WebPMemoryWriterInit(&output)
        defer { WebPMemoryWriterClear(&output) }
        let succeeded = withUnsafeMutablePointer(to: &output) { pointer in
            input.writer = WebPMemoryWrite
            input.custom_ptr = UnsafeMutableRawPointer(pointer)
            return WebPEncode(&config, &input) != 0
        }
        guard succeeded else {
            let code = input.error_code
            let isMemory = code == VP8_ENC_ERROR_OUT_OF_MEMORY
            throw ImageError(
                isMemory ? .outOfMemory : .unsupported, .webp, "libwebp's error \(code.rawValue)")
        }
        guard sink.write(UnsafeRawBufferPointer(start: output.mem, count: output.size)) else {
            throw .stopped(.webp)
        }
    }

    /// Converts the samples to the encoder's planes.
    private func importSamples(into input: inout WebPPicture) -> Bool {
        let hasAlpha = shape.channels.hasAlpha
        let stride = Int32(shape.width * (hasAlpha ? 4 : 3))
        return hasAlpha
            ? WebPPictureImportRGBA(&input, samples, stride) != 0
            : WebPPictureImportRGB(&input, samples, stride) != 0
    }
}
