import CWCImage
import CWebP

/// WebP through libwebp: lossy as `cwebp -m METHOD -q QUALITY` writes it, lossless without options.
enum WebPEncoder {
    static func encode(
        _ picture: RasterImage, _ options: WebPOptions?
    ) throws(ImageError) -> [UInt8] {
        guard max(picture.width, picture.height) <= Int(WEBP_MAX_DIMENSION) else {
            throw ImageError(.unsupported, .webp, "a side above \(WEBP_MAX_DIMENSION)")
        }
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
        input.width = Int32(picture.width)
        input.height = Int32(picture.height)
        defer { WebPPictureFree(&input) }
        guard importSamples(of: picture, into: &input) else {
            throw ImageError(.outOfMemory, .webp, "out of memory")
        }

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
        return Array(UnsafeBufferPointer(start: output.mem, count: output.size))
    }

    /// Converts the samples to the encoder's planes; grey is written as RGB.
    private static func importSamples(
        of picture: RasterImage, into input: inout WebPPicture
    ) -> Bool {
        let hasAlpha = picture.channels.hasAlpha
        var samples = picture.samples
        if picture.channels.colorCount == 1 {
            let count = picture.channels.count
            samples = stride(from: 0, to: samples.count, by: count).flatMap { start in
                [UInt8](repeating: picture.samples[start], count: 3)
                    + picture.samples[(start + 1)..<(start + count)]
            }
        }
        let stride = Int32(picture.width * (hasAlpha ? 4 : 3))
        return hasAlpha
            ? WebPPictureImportRGBA(&input, samples, stride) != 0
            : WebPPictureImportRGB(&input, samples, stride) != 0
    }
}
