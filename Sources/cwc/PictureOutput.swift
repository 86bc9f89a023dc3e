import CWCImage
import CWCImageIO
import CWCToolSupport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The picture that a command writes, row by row. It takes its place when it is finished.
///
/// Standard output cannot be taken back, so it gets nothing before all rows are right.
final class PictureOutput {
    private let path: String
    private let writer: ImageWriter
    private var failure: (any Error)?

    /// Begins a picture.
    ///
    /// - Throws: Where the file cannot be made or the format cannot hold the picture.
    init(
        _ path: String, as encoding: ImageEncoding, _ shape: ImageShape, _ metadata: Metadata
    ) throws {
        self.path = path
        writer = try inFile(path) {
            path == "-"
                ? try ImageWriter(as: encoding, shape: shape, metadata: metadata)
                : try ImageWriter(path: path, as: encoding, shape: shape, metadata: metadata)
        }
    }

    /// Writes a row of `[width, channels]` samples; a failure shows at the end.
    func write(_ samples: Span<UInt16>) {
        guard failure == nil else { return }
        do { try writer.writeRow(samples) } catch { failure = error }
    }

    /// Puts the picture in its place.
    ///
    /// - Throws: What failed of writing it.
    func finish() throws {
        try inFile(path) {
            if let failure { throw failure }
            try writer.finish()
        }
        if path == "-" { try writeOutput(writer.bytes, to: path) }
    }
}
