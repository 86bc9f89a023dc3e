/// A rectangle of the positions of a level.
struct SubbandRect: Hashable, Sendable {
    let rows: Range<Int>
    let columns: Range<Int>

    /// The positions of the next coarser level that the inverse transform needs to make this rectangle
    /// exactly, of `height` by `width` positions that there are. Spec wavelet §8.1.
    func coarser(height: Int, width: Int) -> SubbandRect {
        SubbandRect(
            rows: Self.coarser(rows, size: height), columns: Self.coarser(columns, size: width))
    }

    /// A sample depends on the two pairs before its own and on the two behind it.
    private static func coarser(_ range: Range<Int>, size: Int) -> Range<Int> {
        max(0, range.lowerBound / 2 - 2)..<min(size, (range.upperBound - 1) / 2 + 3)
    }

    /// The rectangle seen from the upper left corner of another one.
    func within(_ other: SubbandRect) -> SubbandRect {
        func moved(_ range: Range<Int>, _ first: Int) -> Range<Int> {
            range.lowerBound - first..<range.upperBound - first
        }
        return SubbandRect(
            rows: moved(rows, other.rows.lowerBound),
            columns: moved(columns, other.columns.lowerBound))
    }

    /// The rectangle and what is around it, as far as there are `height` by `width` positions.
    func enlarged(by margin: Int, height: Int, width: Int) -> SubbandRect {
        func enlarged(_ range: Range<Int>, _ size: Int) -> Range<Int> {
            max(0, range.lowerBound - margin)..<min(size, range.upperBound + margin)
        }
        return SubbandRect(rows: enlarged(rows, height), columns: enlarged(columns, width))
    }

    /// The samples of the next finer level that positions are split from.
    var pairs: SubbandRect {
        func doubled(_ range: Range<Int>) -> Range<Int> {
            2 * range.lowerBound..<2 * range.upperBound
        }
        return SubbandRect(rows: doubled(rows), columns: doubled(columns))
    }

    /// Rectangles that are together what lies outside another one.
    func subtracting(_ other: SubbandRect?) -> [SubbandRect] {
        guard let other else { return [self] }
        let middle = rows.clamped(to: other.rows)
        guard !middle.isEmpty, columns.overlaps(other.columns) else { return [self] }
        func part(_ rows: Range<Int>, _ first: Int, _ end: Int) -> SubbandRect {
            SubbandRect(rows: rows, columns: first..<max(first, end))
        }
        let (left, right) = (columns.lowerBound, columns.upperBound)
        return [
            part(rows.lowerBound..<middle.lowerBound, left, right),
            part(middle, left, other.columns.lowerBound),
            part(middle, min(right, other.columns.upperBound), right),
            part(middle.upperBound..<rows.upperBound, left, right),
        ].filter { !$0.rows.isEmpty && !$0.columns.isEmpty }
    }
}
