/// A row of eight bits a sample, as decoders write it and encoders read it.
final class RowOfBytes {
    /// One sample each.
    let bytes: UnsafeMutableRawBufferPointer

    /// Takes the memory; it holds nothing defined yet.
    init(count: Int) { bytes = .allocate(byteCount: count, alignment: 16) }

    deinit { bytes.deallocate() }

    /// Copies the samples to a row of as many.
    func widen(into row: inout MutableSpan<UInt16>) {
        row.withUnsafeMutableBufferPointer { row in
            for index in row.indices { row[index] = UInt16(bytes[index]) }
        }
    }

    /// Takes the samples of a row of as many, of which the low bytes count.
    func narrow(_ row: Span<UInt16>) {
        row.withUnsafeBufferPointer { row in
            for index in row.indices { bytes[index] = UInt8(truncatingIfNeeded: row[index]) }
        }
    }
}
