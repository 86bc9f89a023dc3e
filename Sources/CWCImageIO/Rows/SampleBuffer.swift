import CWCImage

/// The samples of a whole picture, for formats that do not give them row by row.
final class SampleBuffer {
    private let samples: UnsafeMutableRawBufferPointer
    private var offset = 0

    /// Takes the memory; what is never written is never touched.
    init(_ shape: ImageShape) {
        samples = .allocate(byteCount: shape.byteCount, alignment: 16)
    }

    deinit { samples.deallocate() }

    /// Lets a library write all samples.
    func fill(
        _ write: (UnsafeMutableRawBufferPointer) throws(ImageError) -> Void
    ) throws(ImageError) { try write(samples) }

    /// Copies the next row.
    func copyRow(_ row: UnsafeMutableRawBufferPointer) {
        row.copyMemory(from: UnsafeRawBufferPointer(rebasing: samples[offset..<offset + row.count]))
        offset += row.count
    }
}
