#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The bytes of a file in their order, from a descriptor or from memory.
///
/// C libraries call it back, and cannot be told why a system call failed: the file then seems to
/// end, and ``failure`` says why.
final class ByteSource {
    /// What is buffered of a file, or the whole of it in memory.
    private var buffer: [UInt8]
    /// Where the next byte lies in the buffer, and where the buffer ends.
    private var (next, end): (Int, Int)
    /// Nil in memory, and where the file has ended.
    private var file: Int32?
    private let path: String
    private let closesFile: Bool
    /// Bytes taken from the descriptor.
    private var received = 0

    /// Why the file could not be read further, if so.
    private(set) var failure: FileError?
    /// All bytes of the file, where that is known beforehand: not of a pipe.
    let count: Int?
    /// Bytes read so far.
    private(set) var position = 0

    /// Bytes that are read from a descriptor at a time.
    private static let bufferBytes = 1 << 17
    /// As ``readFile(_:maxBytes:)`` has it.
    private static let maxBytes = 1 << 34

    /// A file in memory.
    init(_ bytes: [UInt8]) {
        (buffer, next, end) = (bytes, 0, bytes.count)
        (file, path, closesFile) = (nil, "", false)
        count = bytes.count
    }

    /// The file at `path`, or standard input for `-`.
    init(path: String) throws(FileError) {
        let file = path == "-" ? STDIN_FILENO : retrying { open(path, O_RDONLY | O_CLOEXEC) }
        guard file >= 0 else { throw FileError(.open, path) }
        (buffer, next, end) = (Array(repeating: 0, count: Self.bufferBytes), 0, 0)
        (self.file, self.path, closesFile) = (file, path, path != "-")
        var status = stat()
        let isRegular = fstat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        // Standard input may have been read in part by others.
        count = isRegular && closesFile ? Int(status.st_size) : nil
    }

    deinit { closeFile() }

    private func closeFile() {
        if let file, closesFile { close(file) }
        file = nil
    }

    /// The next bytes, which stay: `count` of them unless the file ends before.
    ///
    /// - Precondition: There is room for `count` in the buffer.
    func peek(_ count: Int) -> ArraySlice<UInt8> {
        while end - next < count, let file {
            if next > 0 {
                buffer.replaceSubrange(..<(end - next), with: buffer[next..<end])
                (next, end) = (0, end - next)
            }
            end += receive(file, into: end)
        }
        return buffer[next..<min(next + count, end)]
    }

    /// Copies the next bytes and moves past them; fewer than asked for only where the file ends.
    func read(into output: UnsafeMutableRawBufferPointer) -> Int {
        var filled = 0
        while filled < output.count {
            if next == end {
                guard let file else { break }
                (next, end) = (0, receive(file, into: 0))
                continue
            }
            let part = min(output.count - filled, end - next)
            buffer.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: output[filled..<(filled + part)])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[next..<(next + part)]))
            }
            next += part
            filled += part
        }
        position += filled
        return filled
    }

    /// The next byte; nil at the end.
    func readByte() -> UInt8? {
        guard next < end || !peek(1).isEmpty else { return nil }
        defer {
            next += 1
            position += 1
        }
        return buffer[next]
    }

    /// Fills the buffer from `offset` on; 0 where the file ends, which closes it.
    private func receive(_ file: Int32, into offset: Int) -> Int {
        let room = buffer.count - offset
        let count = buffer.withUnsafeMutableBytes { bytes in
            retrying { Self.system(file, bytes.baseAddress.map { $0 + offset }, room) }
        }
        if count < 0 { failure = FileError(.read, path) }
        if count > 0 { received += count }
        if received > Self.maxBytes { failure = FileError(.read, path, code: EFBIG) }
        guard count > 0, failure == nil else {
            closeFile()
            return 0
        }
        return count
    }

    private static func system(
        _ file: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int
    ) -> Int {
        #if canImport(Glibc)
            Glibc.read(file, bytes, count)
        #else
            Darwin.read(file, bytes, count)
        #endif
    }
}
