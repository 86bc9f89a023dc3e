import CImageShim
import CWCImage

extension ImageError {
    /// The error that a call of the C shim left behind.
    init(_ error: cwc_image_error, _ format: ImageFormat) {
        let code: Code =
            switch error.status {
            case CWC_IMAGE_TRUNCATED: .truncated
            case CWC_IMAGE_UNSUPPORTED: .unsupported
            case CWC_IMAGE_OUT_OF_MEMORY: .outOfMemory
            default: .malformed
            }
        let message = withUnsafeBytes(of: error.message) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        self.init(code, format, message)
    }
}

/// The shared shape of both readers in the shim: open, check the size, allocate, read.
func readThroughShim(
    _ bytes: [UInt8], _ format: ImageFormat, _ limits: ImageLimits,
    open: (UnsafePointer<UInt8>?, Int, inout cwc_image_shape, inout cwc_image_error) ->
        OpaquePointer?,
    read: (OpaquePointer, UnsafeMutablePointer<UInt8>?, inout cwc_image_error) -> Bool,
    close: (OpaquePointer) -> Void
) throws(ImageError) -> RasterImage {
    let result = bytes.withUnsafeBufferPointer { file -> Result<RasterImage, ImageError> in
        var shape = cwc_image_shape()
        var error = cwc_image_error()
        guard let reader = open(file.baseAddress, file.count, &shape, &error) else {
            return .failure(ImageError(error, format))
        }
        defer { close(reader) }
        let (width, height) = (Int(shape.width), Int(shape.height))
        do throws(ImageError) {
            try limits.check(width: width, height: height, format: format)
        } catch {
            return .failure(error)
        }
        guard let channels = Channels(count: Int(shape.channels)) else {
            return .failure(ImageError(.unsupported, format, "\(shape.channels) channels"))
        }
        let count = width * height * channels.count
        var succeeded = false
        let samples = [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            succeeded = read(reader, buffer.baseAddress, &error)
            initializedCount = succeeded ? count : 0
        }
        guard succeeded else { return .failure(ImageError(error, format)) }
        return .success(
            RasterImage(width: width, height: height, channels: channels, samples: samples))
    }
    return try result.get()
}
