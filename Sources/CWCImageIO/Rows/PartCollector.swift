import CImageShim

/// Takes the parts of a file that are not pixels, as a decoder meets them.
class PartCollector {
    /// Why a part was refused, if so.
    final var failure: ImageError?

    /// Takes a part: its kind is the type of a PNG chunk as a big-endian number, or the marker of a
    /// JPEG segment.
    func take(_ kind: UInt32, _ bytes: UnsafeRawBufferPointer) throws(ImageError) {
        preconditionFailure("for subclasses")
    }

    /// The collector as the shim calls it.
    final var callback: cwc_byte_sink {
        cwc_byte_sink(context: Unmanaged.passUnretained(self).toOpaque()) {
            context, kind, bytes, count in
            guard let context else { return false }
            let collector = Unmanaged<PartCollector>.fromOpaque(context).takeUnretainedValue()
            do throws(ImageError) {
                try collector.take(kind, UnsafeRawBufferPointer(start: bytes, count: count))
                return true
            } catch {
                collector.failure = error
                return false
            }
        }
    }
}
