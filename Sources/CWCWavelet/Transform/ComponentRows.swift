/// Rows of the three components of a picture, or of their LL subbands at a level, in memory that
/// somebody else owns and keeps for as long as a call lasts. In units of 1/16 of a grey level.
///
/// Safe: whoever makes one, which is unsafe, vouches for the memory; rows and columns are checked.
@safe struct ComponentRows {
    /// Rows, and columns of each.
    let rows: Range<Int>
    let columns: Range<Int>
    private let row: (_ row: Int, _ component: Int) -> UnsafeMutableBufferPointer<Int32>

    /// Rows of which `row` gives the samples of each component.
    init(
        _ rows: Range<Int>, columns: Range<Int>,
        row: @escaping (_ row: Int, _ component: Int) -> UnsafeMutableBufferPointer<Int32>
    ) {
        self.rows = rows
        self.columns = columns
        unsafe self.row = row
    }

    /// Some columns of a row of a component.
    func samples(
        _ row: Int, _ component: Int, _ columns: Range<Int>
    ) -> UnsafeMutableBufferPointer<Int32>.SubSequence {
        precondition(
            rows.contains(row) && columns.clamped(to: self.columns) == columns, "rows at hand")
        let first = columns.lowerBound - self.columns.lowerBound
        return unsafe self.row(row, component)[first..<first + columns.count]
    }
}
