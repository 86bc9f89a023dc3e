import CWCImage
import CWebP

/// WebP through libwebp: lossy and lossless, with or without alpha. Animations are not supported.
enum WebPDecoder {
    static func decode(_ bytes: [UInt8], limits: ImageLimits) throws(ImageError) -> RasterImage {
        var config = WebPDecoderConfig()
        guard WebPInitDecoderConfig(&config) != 0 else {
            throw ImageError(.unsupported, .webp, "libwebp has another version than its headers")
        }
        try check(WebPGetFeatures(bytes, bytes.count, &config.input))
        guard config.input.has_animation == 0 else {
            throw ImageError(.unsupported, .webp, "an animation")
        }
        let (width, height) = (Int(config.input.width), Int(config.input.height))
        try limits.check(width: width, height: height, format: .webp)

        let channels: Channels = config.input.has_alpha == 0 ? .rgb : .rgbAlpha
        let count = width * height * channels.count
        var status = VP8_STATUS_OK
        let samples = [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            config.output.colorspace = channels == .rgb ? MODE_RGB : MODE_RGBA
            config.output.is_external_memory = 1
            config.output.u.RGBA.rgba = buffer.baseAddress
            config.output.u.RGBA.stride = Int32(width * channels.count)
            config.output.u.RGBA.size = count
            status = WebPDecode(bytes, bytes.count, &config)
            initializedCount = status == VP8_STATUS_OK ? count : 0
        }
        try check(status)
        return RasterImage(
            width: width, height: height, channels: channels, samples: samples,
            metadata: try metadata(of: bytes, limits: limits))
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

    /// Chunks of the RIFF container: four letters, length (little-endian), data, even padding.
    private static func metadata(
        of bytes: [UInt8], limits: ImageLimits
    ) throws(ImageError) -> Metadata {
        func number(_ offset: Int) -> Int {
            bytes[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        var metadata = Metadata()
        let end = number(4) + 8
        guard end <= bytes.count else {
            throw ImageError(.truncated, .webp, "the file ends early")
        }
        var offset = 12
        while end - offset >= 8 {
            let length = number(offset + 4)
            guard length <= end - offset - 8 else {
                throw ImageError(.malformed, .webp, "a chunk reaches beyond the file")
            }
            let data = bytes[offset + 8..<offset + 8 + length]
            let path: WritableKeyPath<Metadata, [UInt8]?>? =
                switch String(decoding: bytes[offset..<offset + 4], as: UTF8.self) {
                case "ICCP": \.icc
                case "EXIF": \.exif
                case "XMP ": \.xmp
                default: nil
                }
            if let path {
                try limits.check(metadataBytes: length, format: .webp)
                metadata[keyPath: path] = Array(data)
            }
            offset += 8 + length + length % 2
        }
        return metadata
    }
}
