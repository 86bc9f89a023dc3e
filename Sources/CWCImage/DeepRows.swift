/// Gives the rows of a picture of any depth that is in memory.
public final class DeepRowSource: RowSource {
    private let image: DeepImage
    private var offset = 0

    /// Starts at the top row of `image`.
    public init(_ image: DeepImage) { self.image = image }

    /// The picture's size, channels and depth.
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
        for index in row.indices { row[index] = stored[start + index] }
        offset += row.count
    }
}

/// Gives the rows of another source at another depth. Spec cwc §9.6.
public final class ScaledRowSource: RowSource {
    private let source: any RowSource
    /// The source's size and channels, and the depth asked for.
    public let shape: ImageShape

    /// Scales the rows of a source of which none has been read.
    public init(_ source: any RowSource, to depth: SampleDepth) {
        self.source = source
        shape = source.shape.scaled(to: depth)
    }

    /// The source's metadata.
    public var metadata: Metadata { source.metadata }

    /// Writes the next row into `row`.
    ///
    /// - Precondition: As for the source.
    /// - Throws: What the source throws.
    public func readRow(into row: inout MutableSpan<UInt16>) throws {
        try source.readRow(into: &row)
        let depth = source.shape.depth
        for index in row.indices { row[index] = depth.scale(row[index], to: shape.depth) }
    }
}
