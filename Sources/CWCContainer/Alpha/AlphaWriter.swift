import CWCBitstream
package import CWCImage

/// Writes the opacity of a picture row by row. Spec cwc §8.
package final class AlphaWriter {
    private let depth: SampleDepth
    private let white: UInt16
    private let stream = DeflateStream()
    private var above: [UInt16]
    private var isOpaque = true

    /// A writer at the first row of a plane of so many columns.
    package init(width: Int, depth: SampleDepth) {
        self.depth = depth
        white = UInt16(depth.maximum)
        above = [UInt16](repeating: 0, count: width)
    }

    /// Writes the next row.
    package func write(_ row: [UInt16]) {
        isOpaque = isOpaque && row.allSatisfy { $0 == white }
        let (filter, residuals) = RowFilter.cheapest(for: row, above: above, white: white)
        stream.write([filter.rawValue] + FilteredRow.bytes(residuals, depth))
        above = row
    }

    /// The payload: nothing where all is opaque.
    package func finish() -> [UInt8] { isOpaque ? [] : stream.finish() }
}
