public import CWCImage

/// Reads an image file row by row, whatever its format: PNG, JPEG, JPEG 2000, WebP, PGM, PPM or PAM.
///
/// A picture of any height takes a few rows of memory, and a stream is never held whole. Four kinds
/// of files are exceptions, within ``ImageLimits/maxBufferedBytes``: interlaced PNG (the samples),
/// JPEG of several scans (two bytes a coefficient), JPEG 2000 (four bytes a sample, and the file) and
/// WebP (the samples, four bytes a pixel, and the file).
///
/// Samples are those of ``decodeImage(bytes:limits:)``, or deeper ones when asked for.
public final class ImageReader: RowSource {
    /// The format of the file.
    public let format: ImageFormat
    private let source: ByteSource
    private let decoder: any RowDecoder
    private var rowsLeft: Int
    private var failure: (any Error)?
    private let narrow: RowOfBytes

    /// Opens a file and reads up to its pixels.
    ///
    /// - Parameters:
    ///   - path: The file; `-` is standard input.
    ///   - limits: What the picture may cost.
    ///   - maximumDepth: The most bits that a sample may have. A file's samples of at most 8 bits
    ///     are read as 8, of at most 10 as 10, of at most 12 as 12, and deeper ones as 16; what is more
    ///     than allowed is rounded to the nearest. PNG says in sBIT how many of 16 bits count.
    /// - Throws: ``FileError`` where a system call fails; ``ImageError`` as
    ///   ``decodeImage(bytes:limits:)``.
    public convenience init(
        path: String, limits: ImageLimits = ImageLimits(), maximumDepth: SampleDepth = .eight
    ) throws {
        try self.init(ByteSource(path: path), limits, maximumDepth)
    }

    /// Opens a file in memory, as ``init(path:limits:maximumDepth:)``.
    ///
    /// - Throws: ``ImageError`` as ``decodeImage(bytes:limits:)``.
    public convenience init(
        bytes: [UInt8], limits: ImageLimits = ImageLimits(), maximumDepth: SampleDepth = .eight
    ) throws {
        try self.init(ByteSource(bytes), limits, maximumDepth)
    }

    private init(
        _ source: ByteSource, _ limits: ImageLimits, _ maximumDepth: SampleDepth
    ) throws {
        do throws(ImageError) {
            (format, decoder) = try openDecoder(source, limits, atMost: maximumDepth)
        } catch {
            throw source.failure ?? error
        }
        self.source = source
        rowsLeft = decoder.shape.height
        narrow = RowOfBytes(count: decoder.shape.samplesPerRow)
    }

    /// The picture's size, channels and depth.
    public var shape: ImageShape { decoder.shape }

    /// Colour profile, Exif and XMP, byte for byte, and code points of colour. What gAMA and cHRM of a PNG
    /// file say becomes code points, or a profile where there are none for it.
    ///
    /// Complete only once the last row has been read: PNG may hold them behind the pixels.
    public var metadata: Metadata { decoder.metadata }

    /// What of the file is lost, a line each. Complete only once the last row has been read.
    public var notes: [String] { decoder.notes }

    /// Reads the next row: `[width, channels]` samples of 0 … `shape.depth.maximum`.
    ///
    /// With the last row the rest of the file is read and checked.
    ///
    /// - Precondition: `row` has `shape.samplesPerRow` elements, and a row is left.
    /// - Throws: ``FileError`` where a system call fails; ``ImageError`` as
    ///   ``decodeImage(bytes:limits:)``. Every further call throws the same.
    public func readRow(into row: inout MutableSpan<UInt16>) throws {
        precondition(row.count == shape.samplesPerRow, "samples of a row")
        if let failure { throw failure }
        precondition(rowsLeft > 0, "no row is left")
        do throws(ImageError) {
            try decodeRow(into: &row)
            rowsLeft -= 1
            if rowsLeft == 0 { try decoder.finish() }
        } catch {
            failure = source.failure ?? error
            throw source.failure ?? error
        }
    }

    private func decodeRow(into row: inout MutableSpan<UInt16>) throws(ImageError) {
        if shape.depth > .eight {
            return try row.withUnsafeMutableBytes { bytes throws(ImageError) in
                try decoder.readRow(bytes)
            }
        }
        try decoder.readRow(narrow.bytes)
        narrow.widen(into: &row)
    }
}
