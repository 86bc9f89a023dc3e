import CWCBitstream

/// Writes the opacity of a picture row by row. Spec cwc §8.
package final class AlphaWriter {
    private let stream = DeflateStream()
    private var above: [UInt8]
    private var isOpaque = true

    /// A writer at the first row of a plane of so many columns.
    package init(width: Int) { above = [UInt8](repeating: 0, count: width) }

    /// Writes the next row.
    package func write(_ row: [UInt8]) {
        isOpaque = isOpaque && row.allSatisfy { $0 == 255 }
        stream.write(RowFilter.cheapest(for: row, above: above))
        above = row
    }

    /// The payload: nothing where all is opaque.
    package func finish() -> [UInt8] { isOpaque ? [] : stream.finish() }
}
