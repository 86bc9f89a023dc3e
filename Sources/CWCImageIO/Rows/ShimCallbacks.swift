import CImageShim

// The callbacks hold no references: whatever they point to must outlive the reader or writer.

extension ByteSource {
    /// The source as the shim reads it.
    var callback: cwc_byte_source {
        cwc_byte_source(context: Unmanaged.passUnretained(self).toOpaque()) {
            context, buffer, count in
            guard let context else { return 0 }
            return Unmanaged<ByteSource>.fromOpaque(context).takeUnretainedValue()
                .read(into: UnsafeMutableRawBufferPointer(start: buffer, count: count))
        }
    }
}

extension WholeFile {
    /// The file as the shim reads it.
    var callback: cwc_random_source {
        cwc_random_source(context: Unmanaged.passUnretained(self).toOpaque()) {
            context, offset, buffer, count in
            guard let context else { return 0 }
            return Unmanaged<WholeFile>.fromOpaque(context).takeUnretainedValue()
                .read(
                    at: Int(offset),
                    into: UnsafeMutableRawBufferPointer(start: buffer, count: count))
        }
    }
}

extension ByteSink {
    /// The sink as the shim writes it.
    var callback: cwc_byte_sink {
        cwc_byte_sink(context: Unmanaged.passUnretained(self).toOpaque()) {
            context, _, bytes, count in
            guard let context else { return false }
            return Unmanaged<ByteSink>.fromOpaque(context).takeUnretainedValue()
                .write(UnsafeRawBufferPointer(start: bytes, count: count))
        }
    }
}
