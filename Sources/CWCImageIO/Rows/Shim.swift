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
            case CWC_IMAGE_LIMIT_EXCEEDED: .limitExceeded
            default: .malformed
            }
        let message = withUnsafeBytes(of: error.message) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        self.init(code, format, message)
    }
}

/// Calls a function of the shim that says whether it succeeded.
func callShim(
    _ format: ImageFormat, _ call: (inout cwc_image_error) -> Bool
) throws(ImageError) {
    var error = cwc_image_error()
    guard call(&error) else { throw ImageError(error, format) }
}

/// A reader or writer of the shim, which is closed with its owner.
final class ShimHandle {
    let pointer: OpaquePointer
    private let close: (OpaquePointer) -> Void

    /// Calls a function of the shim that makes a reader or a writer.
    init(
        _ format: ImageFormat, close: @escaping (OpaquePointer) -> Void,
        open: (inout cwc_image_error) -> OpaquePointer?
    ) throws(ImageError) {
        var error = cwc_image_error()
        guard let pointer = open(&error) else { throw ImageError(error, format) }
        (self.pointer, self.close) = (pointer, close)
    }

    deinit { close(pointer) }
}

extension ImageShape {
    /// A file's shape, at the depth that keeps its samples or the largest that is asked for.
    ///
    /// - Throws: `limitExceeded`, `malformed` or `unsupported` when it is not to be read.
    init(
        _ shape: cwc_image_shape, atMost maximumDepth: SampleDepth, _ limits: ImageLimits,
        _ format: ImageFormat
    ) throws(ImageError) {
        let (width, height) = (Int(shape.width), Int(shape.height))
        try limits.check(width: width, height: height, format: format)
        guard let channels = Channels(count: Int(shape.channels)) else {
            throw ImageError(.unsupported, format, "\(shape.channels) channels")
        }
        self.init(
            width: width, height: height, channels: channels,
            depth: min(SampleDepth(keeping: Int(shape.bits)), maximumDepth))
    }

    /// The shape as the shim takes it.
    ///
    /// - Throws: `unsupported` for sides that no format here takes.
    func forShim(bits: Int, _ format: ImageFormat) throws(ImageError) -> cwc_image_shape {
        guard let width = UInt32(exactly: width), let height = UInt32(exactly: height) else {
            throw ImageError(.unsupported, format, "\(width)×\(height) pixels")
        }
        return cwc_image_shape(
            width: width, height: height, channels: UInt32(channels.count), bits: UInt32(bits))
    }
}
