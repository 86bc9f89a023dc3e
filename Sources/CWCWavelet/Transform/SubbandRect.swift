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
}
