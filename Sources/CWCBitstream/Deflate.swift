import CZlib

/// Raw DEFLATE (RFC 1951) by the system's zlib: no zlib header, no checksum of its own.
public enum Deflate {
    /// No stream expands further: a match of 258 bytes takes two bits or more.
    private static let longestExpansion = 1032

    /// Compresses as well as zlib can. The bytes can differ between versions of zlib.
    public static func compress(_ bytes: [UInt8]) -> [UInt8] {
        let stream = DeflateStream()
        stream.write(bytes)
        return stream.finish()
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
        guard canHold(size, in: bytes.count) else {
            throw BitstreamError(.deflateTooShort, offset: bytes.endIndex)
        }
        let stream = InflateStream(bytes)
        let result = try stream.read(size)
        try stream.finish()
        return result
    }

    /// Whether a stream of so many bytes can hold so many.
    public static func canHold(_ size: Int, in byteCount: Int) -> Bool {
        size / longestExpansion <= byteCount
    }
}

/// Compresses to a raw DEFLATE stream piece by piece. The stream is the same for all pieces.
public final class DeflateStream {
    private let stream = ZlibStream(.compress)
    private var output: [UInt8] = []

    /// An empty stream.
    public init() {}

    /// Appends bytes.
    public func write(_ bytes: [UInt8]) { stream.compress(bytes, isLast: false, to: &output) }

    /// Ends the stream, and gives it.
    public func finish() -> [UInt8] {
        stream.compress([], isLast: true, to: &output)
        return output
    }
}

/// Expands a raw DEFLATE stream piece by piece.
public final class InflateStream {
    private let bytes: ArraySlice<UInt8>
    private let stream = ZlibStream(.expand)
    private var status = Z_OK

    /// A stream at its beginning.
    public init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    private func fail(_ kind: BitstreamError.Kind) -> BitstreamError {
        BitstreamError(kind, offset: bytes.startIndex + stream.bytesRead)
    }

    /// Expands the next `count` bytes.
    ///
    /// - Throws: `deflateTooShort` or `deflateCorrupt`, at the byte where zlib stopped.
    public func read(_ count: Int) throws(BitstreamError) -> [UInt8] {
        guard count > 0 else { return [] }
        let result = [UInt8](capacity: count) { output in
            if status != Z_STREAM_END { status = stream.run(from: bytes, into: &output) }
        }
        guard result.count < count else { return result }
        // No progress: the input is used up before the stream's end.
        throw fail(
            status == Z_BUF_ERROR || status == Z_STREAM_END ? .deflateTooShort : .deflateCorrupt)
    }

    /// Makes sure that the stream ends here, and the bytes with it.
    ///
    /// - Throws: One of the `deflate…` kinds, at the byte where zlib stopped.
    public func finish() throws(BitstreamError) {
        if status != Z_STREAM_END {
            // One byte to spare shows a stream that holds too much.
            let more = [UInt8](capacity: 1) { output in
                status = stream.run(from: bytes, into: &output)
            }
            guard more.isEmpty else { throw fail(.deflateTooLong) }
            guard status != Z_BUF_ERROR else { throw fail(.deflateTooShort) }
            guard status == Z_STREAM_END else { throw fail(.deflateCorrupt) }
        }
        guard bytes.startIndex + stream.bytesRead == bytes.endIndex else {
            throw fail(.deflateTrailingBytes)
        }
    }
}

/// zlib's state, and the loop that feeds it.
///
/// Safe: nobody else has the state, it is freed with the stream, and zlib is told of no memory but the
/// input and the output of a run.
@safe private final class ZlibStream {
    enum Direction { case compress, expand }

    private let direction: Direction
    /// On the heap: zlib checks that its state stays at one address.
    private let state: UnsafeMutablePointer<z_stream>
    private(set) var bytesRead = 0

    init(_ direction: Direction) {
        self.direction = direction
        unsafe state = .allocate(capacity: 1)
        unsafe state.initialize(to: z_stream())
        // A negative number of window bits means no wrapper.
        let (window, size) = (-MAX_WBITS, Int32(unsafe MemoryLayout<z_stream>.size))
        let status =
            switch direction {
            case .compress:
                unsafe deflateInit2_(
                    state, Z_BEST_COMPRESSION, Z_DEFLATED, window, MAX_MEM_LEVEL,
                    Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
            case .expand: unsafe inflateInit2_(state, window, ZLIB_VERSION, size)
            }
        precondition(status == Z_OK, "zlib cannot start: status \(status)")
    }

    deinit {
        switch direction {
        case .compress: unsafe deflateEnd(state)
        case .expand: unsafe inflateEnd(state)
        }
        unsafe state.deallocate()
    }

    /// Compresses bytes, and appends what comes of them and of those before.
    func compress(_ bytes: [UInt8], isLast: Bool, to output: inout [UInt8]) {
        var status = Z_OK
        unsafe bytes.withUnsafeBufferPointer { bytes in
            // zlib does not write through `next_in`; its C type has no `const`.
            unsafe state.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
            unsafe state.pointee.avail_in = UInt32(bytes.count)
            repeat {
                let piece = [UInt8](capacity: 1 << 15) { piece in
                    unsafe piece.withUnsafeMutableBufferPointer { buffer, count in
                        unsafe state.pointee.next_out = buffer.baseAddress
                        unsafe state.pointee.avail_out = UInt32(buffer.count)
                        status = unsafe deflate(state, isLast ? Z_FINISH : Z_NO_FLUSH)
                        count = buffer.count - Int(unsafe state.pointee.avail_out)
                    }
                }
                output += piece
            } while unsafe state.pointee.avail_out == 0
        }
        precondition(
            isLast ? status == Z_STREAM_END : status == Z_OK || status == Z_BUF_ERROR,
            "zlib cannot compress: status \(status)")
    }

    /// Feeds the input, from the byte where the run before stopped, to zlib until it says something other than `Z_OK`, and returns what that was.
    func run(from input: ArraySlice<UInt8>, into output: inout OutputSpan<UInt8>) -> Int32 {
        unsafe input.withUnsafeBufferPointer { input in
            unsafe output.withUnsafeMutableBufferPointer { output, count in
                // zlib does not write through `next_in`; its C type has no `const`.
                unsafe state.pointee.next_in = UnsafeMutablePointer(
                    mutating: input.baseAddress.map { unsafe $0 + bytesRead })
                unsafe state.pointee.next_out = output.baseAddress
                while true {
                    // zlib counts in 32 bits: it is told of at most this much at a time.
                    let most = 1 << 30
                    let inputLeft = UInt32(min(input.count - bytesRead, most))
                    let outputLeft = UInt32(min(output.count - count, most))
                    unsafe state.pointee.avail_in = inputLeft
                    unsafe state.pointee.avail_out = outputLeft

                    let status = step(isLast: Int(inputLeft) == input.count - bytesRead)
                    bytesRead += Int(inputLeft - (unsafe state.pointee.avail_in))
                    count += Int(outputLeft - (unsafe state.pointee.avail_out))
                    guard status == Z_OK else { return status }
                }
            }
        }
    }

    /// Lets zlib work; `isLast` says that no more input will come.
    private func step(isLast: Bool) -> Int32 {
        switch direction {
        case .compress: unsafe deflate(state, isLast ? Z_FINISH : Z_NO_FLUSH)
        case .expand: unsafe inflate(state, Z_NO_FLUSH)
        }
    }
}
