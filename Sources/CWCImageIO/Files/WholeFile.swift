import CWCImage

/// A file of a format that is decoded whole: its bytes, collected as far as they are asked for.
final class WholeFile {
    private let source: ByteSource
    /// The bytes from the start on, as far as they have been collected.
    private(set) var bytes: [UInt8] = []
    /// Whether the file is known to have no more bytes.
    private(set) var isComplete = false

    init(_ source: ByteSource) { self.source = source }

    /// Collects `count` bytes in all, fewer where the file ends.
    func collect(_ count: Int) {
        while bytes.count < count, !isComplete {
            // A file may announce more than it has: memory follows what comes.
            let start = bytes.count
            let part = min(count - start, max(1 << 16, start))
            bytes.reserveCapacity(start + part)
            bytes.append(contentsOf: repeatElement(0, count: part))
            let received = bytes.withUnsafeMutableBytes {
                source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[start...]))
            }
            if received < part {
                bytes.removeLast(part - received)
                isComplete = true
            }
        }
    }

    /// Copies bytes from anywhere in the file; fewer than asked for where it ends.
    func read(at offset: Int, into output: UnsafeMutableRawBufferPointer) -> Int {
        collect(offset + output.count)
        guard offset < bytes.count else { return 0 }
        let part = min(output.count, bytes.count - offset)
        bytes.withUnsafeBytes {
            output.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + part]))
        }
        return part
    }
}
