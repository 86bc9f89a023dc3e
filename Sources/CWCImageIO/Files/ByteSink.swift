/// Takes the bytes of a file in their order, for a file or for memory.
///
/// C libraries call it back, and cannot be told why a system call failed: ``write(_:)`` then returns
/// false, and ``failure`` says why.
final class ByteSink {
    /// Nil for memory.
    private let file: OutputFile?
    /// All bytes in memory; of a file, those that wait to be written.
    private(set) var bytes: [UInt8] = []
    /// Why the file could not be written, if so.
    private(set) var failure: FileError?

    /// Bytes that are written at a time.
    private static let bufferBytes = 1 << 17

    /// Keeps the bytes in memory.
    init() { file = nil }

    /// Writes the file at `path`, or to standard output for `-`, as ``OutputFile`` does.
    init(path: String) throws(FileError) { file = try OutputFile(path) }

    /// Makes room for a file of so many bytes, if it stays in memory.
    func reserve(_ count: Int) {
        if file == nil { bytes.reserveCapacity(count) }
    }

    /// Appends bytes; false when they cannot be written.
    func write(_ part: UnsafeRawBufferPointer) -> Bool {
        guard failure == nil else { return false }
        bytes.append(contentsOf: part.assumingMemoryBound(to: UInt8.self))
        return file == nil || bytes.count < Self.bufferBytes || flush()
    }

    /// Writes what is left and puts the file in its place.
    func finish() throws(FileError) {
        _ = flush()
        if let failure { throw failure }
        try file?.finish()
    }

    private func flush() -> Bool {
        guard let file, failure == nil else { return failure == nil }
        bytes.withUnsafeBytes { bytes in
            do throws(FileError) { try file.write(bytes) } catch { failure = error }
        }
        bytes.removeAll(keepingCapacity: true)
        return failure == nil
    }
}
