/// Gives the rows of a picture that is in memory.
public final class RasterRowSource: RowSource {
    private let image: RasterImage
    private var offset = 0

    /// Starts at the top row of `image`.
    public init(_ image: RasterImage) { self.image = image }

    /// The picture's size and channels, at a depth of eight bits.
    public var shape: ImageShape { image.shape }

    /// The picture's metadata, complete from the start.
    public var metadata: Metadata { image.metadata }

    /// Writes the next row into `row`. Never throws.
    ///
    /// - Precondition: `row` has `shape.samplesPerRow` elements, and a row is left.
    public func readRow(into row: inout MutableSpan<UInt16>) {
        precondition(row.count == shape.samplesPerRow, "samples of a row")
        precondition(offset < image.samples.count, "no row is left")
        let (samples, start) = (image.samples, offset)
        let stored = samples.span
        for index in row.indices { row[index] = UInt16(stored[start + index]) }
        offset += row.count
    }
}

/// Collects rows of eight bits a sample as a picture in memory.
public final class RasterRowSink: RowSink {
    /// The picture's size and channels.
    public let shape: ImageShape
    private let metadata: Metadata
    private var samples: [UInt8] = []

    /// Starts a picture without rows.
    ///
    /// - Precondition: The shape's depth is eight bits.
    public init(shape: ImageShape, metadata: Metadata = Metadata()) {
        precondition(shape.depth == .eight, "a RasterImage has eight bits a sample")
        self.shape = shape
        self.metadata = metadata
        samples.reserveCapacity(shape.height * shape.samplesPerRow)
    }

    /// Takes the next row. Never throws.
    ///
    /// - Precondition: `row` has `shape.samplesPerRow` samples of at most 255, and a row is
    ///   missing.
    public func writeRow(_ row: Span<UInt16>) {
        precondition(row.count == shape.samplesPerRow, "samples of a row")
        precondition(samples.count < shape.height * row.count, "no row is missing")
        for index in row.indices { samples.append(UInt8(row[index])) }
    }

    /// Checks that every row is there. Never throws.
    ///
    /// - Precondition: Every row has been written.
    public func finish() {
        precondition(samples.count == shape.height * shape.samplesPerRow, "rows are missing")
    }

    /// The picture.
    ///
    /// - Precondition: Every row has been written.
    public var image: RasterImage {
        RasterImage(
            width: shape.width, height: shape.height, channels: shape.channels, samples: samples,
            metadata: metadata)
    }
}
