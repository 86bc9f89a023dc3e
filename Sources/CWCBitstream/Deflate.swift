import CZlib

/// Raw DEFLATE (RFC 1951) by the system's zlib: no zlib header, no checksum of its own.
public enum Deflate {
    /// Window bits of 15; negative means no wrapper.
    private static let rawWindow = -MAX_WBITS

    /// No stream expands further: a match of 258 bytes takes two bits or more.
    private static let longestExpansion = 1032

    /// Compresses as well as zlib can. The bytes can differ between versions of zlib.
    public static func compress(_ bytes: [UInt8]) -> [UInt8] {
        let stream = ZlibStream(end: deflateEnd)
        let status = deflateInit2_(
            stream.state, Z_BEST_COMPRESSION, Z_DEFLATED, rawWindow, MAX_MEM_LEVEL,
            Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib cannot start: status \(status)")

        let bound = Int(deflateBound(stream.state, UInt(bytes.count)))
        return [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            let status = stream.run(from: bytes[...], into: output, count: &count) {
                deflate($0, $1 ? Z_FINISH : Z_NO_FLUSH)
            }
            precondition(status == Z_STREAM_END, "zlib cannot compress: status \(status)")
        }
    }

    /// Expands a stream that must hold exactly `size` bytes and end with the input.
    ///
    /// Allocates `size` bytes, and nothing when so few bytes of input cannot hold as many.
    ///
    /// - Throws: One of the `deflate…` kinds, at the byte where zlib stopped.
    public static func expand(
        _ bytes: ArraySlice<UInt8>, size: Int
    ) throws(BitstreamError) -> [UInt8] {
        precondition(size >= 0)
        guard size / longestExpansion <= bytes.count else {
            throw BitstreamError(.deflateTooShort, offset: bytes.endIndex)
        }
        let stream = ZlibStream(end: inflateEnd)
        let status = inflateInit2_(
            stream.state, rawWindow, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib cannot start: status \(status)")

        var end = Z_OK
        // One byte to spare shows a stream that holds too much.
        let result = [UInt8](unsafeUninitializedCapacity: size + 1) { output, count in
            end = stream.run(from: bytes, into: output, count: &count) { state, _ in
                inflate(state, Z_NO_FLUSH)
            }
        }
        let offset = bytes.startIndex + stream.bytesRead
        func fail(_ kind: BitstreamError.Kind) -> BitstreamError {
            BitstreamError(kind, offset: offset)
        }
        guard result.count <= size else { throw fail(.deflateTooLong) }
        // No progress: the input is used up before the stream's end.
        guard end != Z_BUF_ERROR else { throw fail(.deflateTooShort) }
        guard end == Z_STREAM_END else { throw fail(.deflateCorrupt) }
        guard result.count == size else { throw fail(.deflateTooShort) }
        guard offset == bytes.endIndex else { throw fail(.deflateTrailingBytes) }
        return result
    }
}

/// zlib's state, and the loop that feeds it.
private final class ZlibStream {
    /// On the heap: zlib checks that its state stays at one address.
    let state = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private(set) var bytesRead = 0

    private let end: (z_streamp) -> Int32

    /// `end` frees what zlib allocated: `deflateEnd` or `inflateEnd`.
    init(end: @escaping (z_streamp) -> Int32) {
        self.end = end
        state.initialize(to: z_stream())
    }

    deinit {
        _ = end(state)
        state.deallocate()
    }

    /// Calls `step` until it says something other than `Z_OK`, and returns what that was. Its
    /// second argument tells it that no more input will come.
    func run(
        from input: ArraySlice<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>,
        count: inout Int, step: (z_streamp, Bool) -> Int32
    ) -> Int32 {
        input.withUnsafeBufferPointer { input in
            // zlib does not write through `next_in`; its C type has no `const`.
            state.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            state.pointee.next_out = output.baseAddress
            while true {
                // zlib counts in 32 bits: it is told of at most this much at a time.
                let most = 1 << 30
                state.pointee.avail_in = UInt32(min(input.count - bytesRead, most))
                state.pointee.avail_out = UInt32(min(output.count - count, most))
                let (inputLeft, outputLeft) = (state.pointee.avail_in, state.pointee.avail_out)
                let isLast = Int(inputLeft) == input.count - bytesRead

                let status = step(state, isLast)
                bytesRead += Int(inputLeft - state.pointee.avail_in)
                count += Int(outputLeft - state.pointee.avail_out)
                guard status == Z_OK else { return status }
            }
        }
    }
}
