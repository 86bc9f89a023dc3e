/// Gives a picture row by row from the top, so that nobody needs to hold it whole.
///
/// A source is read once, by one thread at a time.
public protocol RowSource: AnyObject {
    /// The picture's size, channels and depth.
    var shape: ImageShape { get }

    /// What belongs to the picture besides its pixels.
    ///
    /// Complete only once the last row has been read: a file may hold it behind the pixels.
    var metadata: Metadata { get }

    /// Writes the next row into `row`: `[width, channels]` samples, each 0 … `depth.maximum`, all
    /// samples of a pixel together. Colour is not multiplied by alpha.
    ///
    /// - Precondition: `row` has `shape.samplesPerRow` elements, and a row is left.
    /// - Throws: What the source finds wrong with the picture. No row can be read after that.
    func readRow(into row: inout MutableSpan<UInt16>) throws
}

/// Takes a picture row by row from the top.
///
/// A sink is written once, by one thread at a time.
public protocol RowSink: AnyObject {
    /// The picture's size, channels and depth.
    var shape: ImageShape { get }

    /// Takes the next row: `[width, channels]` samples, each 0 … `depth.maximum`.
    ///
    /// - Precondition: `row` has `shape.samplesPerRow` elements, and a row is missing.
    /// - Throws: Why the row could not be taken. The sink is of no use after that.
    func writeRow(_ row: Span<UInt16>) throws

    /// Ends the picture: only now is it whole, and in its place.
    ///
    /// - Precondition: Every row has been written.
    /// - Throws: Why the picture could not be ended.
    func finish() throws
}

extension RowSource {
    /// Writes all rows to a sink and finishes it.
    ///
    /// - Precondition: No row has been read or written yet, and both have the same shape.
    /// - Throws: What the source or the sink throws.
    public func copyRows(to sink: some RowSink) throws {
        precondition(shape == sink.shape, "pictures of the same shape")
        var row = [UInt16](repeating: 0, count: shape.samplesPerRow)
        for _ in 0..<shape.height {
            var span = row.mutableSpan
            try readRow(into: &span)
            try sink.writeRow(row.span)
        }
        try sink.finish()
    }
}
