public import CWCImage

/// Writes an image file row by row.
///
/// PNG, Netpbm and JPEG without optimized Huffman tables take a few rows of memory. Three kinds take
/// the whole picture: JPEG with optimized tables or several scans (two bytes a coefficient),
/// JPEG 2000 (four bytes a sample and more) and WebP.
///
/// A file appears at its path when it is finished: until then, and after any failure, what was there
/// before stays, and nothing else is left behind. Devices, pipes and standard output are written
/// directly.
public final class ImageWriter: RowSink {
    /// The picture's size, channels and depth.
    public let shape: ImageShape
    private let sink: ByteSink
    private let encoder: any RowEncoder
    private var rowsLeft: Int
    private var isFinished = false
    private var failure: (any Error)?
    private let narrow: RowOfBytes

    /// Starts a file.
    ///
    /// - Parameters:
    ///   - path: The file; `-` is standard output.
    ///   - encoding: How it is written.
    ///   - shape: The picture's size, channels and depth. Depths of 10 and 12 are scaled to 16 bits
    ///     in PNG and Netpbm files.
    ///   - metadata: What is written where the encoding carries metadata.
    /// - Throws: ``FileError`` where a system call fails; ``ImageError`` with `unsupported` when the
    ///   format cannot hold the picture, as ``encodeImage(_:as:)``, and where JPEG or WebP is to hold
    ///   more than eight bits a sample.
    public convenience init(
        path: String, as encoding: ImageEncoding, shape: ImageShape,
        metadata: Metadata = Metadata()
    ) throws {
        try self.init(ByteSink(path: path), encoding, shape, metadata)
    }

    /// Starts a file in memory; ``bytes`` has it when it is finished.
    ///
    /// - Throws: ``ImageError`` as ``init(path:as:shape:metadata:)``.
    public convenience init(
        as encoding: ImageEncoding, shape: ImageShape, metadata: Metadata = Metadata()
    ) throws {
        try self.init(ByteSink(), encoding, shape, metadata)
    }

    private init(
        _ sink: ByteSink, _ encoding: ImageEncoding, _ shape: ImageShape, _ metadata: Metadata
    ) throws {
        do throws(ImageError) {
            encoder = try openEncoder(sink, encoding, shape, metadata)
        } catch {
            throw sink.failure ?? error
        }
        (self.sink, self.shape, rowsLeft) = (sink, shape, shape.height)
        narrow = RowOfBytes(count: shape.samplesPerRow)
    }

    /// Writes the next row: `[width, channels]` samples of 0 … `shape.depth.maximum`.
    ///
    /// - Precondition: `row` has `shape.samplesPerRow` elements that are not above the maximum, and
    ///   a row is missing.
    /// - Throws: ``FileError`` where a system call fails; ``ImageError`` where the encoder does.
    ///   Every further call throws the same.
    public func writeRow(_ row: Span<UInt16>) throws {
        precondition(row.count == shape.samplesPerRow, "samples of a row")
        if let failure { throw failure }
        precondition(rowsLeft > 0, "no row is missing")
        var largest: UInt16 = 0
        for index in row.indices { largest |= row[index] }
        precondition(Int(largest) <= shape.depth.maximum, "samples of the shape's depth")
        try naming { () throws(ImageError) in
            if shape.depth == .eight {
                narrow.narrow(row)
                try encoder.writeRow(UnsafeRawBufferPointer(narrow.bytes))
            } else {
                try row.withUnsafeBytes { row throws(ImageError) in try encoder.writeRow(row) }
            }
        }
        rowsLeft -= 1
    }

    /// Ends the file and puts it in its place.
    ///
    /// - Precondition: Every row has been written.
    /// - Throws: As ``writeRow(_:)``.
    public func finish() throws {
        if let failure { throw failure }
        precondition(rowsLeft == 0, "rows are missing")
        precondition(!isFinished, "the file is finished")
        try naming { () throws(ImageError) in try encoder.finish() }
        do throws(FileError) { try sink.finish() } catch {
            failure = error
            throw error
        }
        isFinished = true
    }

    /// The file in memory.
    ///
    /// - Precondition: The writer was made without a path and is finished.
    public var bytes: [UInt8] {
        precondition(isFinished, "the file is not finished")
        return sink.bytes
    }

    /// Keeps a failure, and throws the sink's where it was that which stopped the encoder.
    private func naming(_ body: () throws(ImageError) -> Void) throws {
        do throws(ImageError) { try body() } catch {
            failure = sink.failure ?? error
            throw sink.failure ?? error
        }
    }
}
