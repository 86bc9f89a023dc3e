/// The neighbourhood error context: by how much the probability estimates of a pass missed the
/// decisions near a position. Networks do not see what their own pass decides; this tells of it.
/// Spec wavelet §4.5.
///
/// Safe but for `begin`: the memory is its own and lives as long.
@safe final class NeighbourhoodErrors {
    /// Columns that the pass has in a row, at most, and its subbands.
    private let columns: Int
    private let subbands: Int
    /// Errors of this row and the two before it, each with a zero position at both ends,
    /// `[columns + 2, subbands]`; then the sums for this row, `[columns, subbands]`. The row that comes
    /// next lies where the third last was.
    private let memory: UnsafeMutablePointer<Int16>

    /// Before the first row of a pass.
    init(columns: Int, subbands: Int) {
        self.columns = columns
        self.subbands = subbands
        let count = Self.count(columns, subbands)
        unsafe memory = .allocate(capacity: count)
        unsafe memory.initialize(repeating: 0, count: count)
    }

    deinit { unsafe memory.deallocate() }

    private static func count(_ columns: Int, _ subbands: Int) -> Int {
        (3 * (columns + 2) + columns) * subbands
    }

    /// Bytes that a pass takes.
    static func byteCount(columns: Int, subbands: Int) -> Int { count(columns, subbands) * 2 }

    private func place(ofRow row: Int) -> UnsafeMutablePointer<Int16> {
        unsafe memory + (row + 3) % 3 * (columns + 2) * subbands
    }

    /// Begins a row, of which the pass has columns `firstColumn`, `firstColumn` + 2, ….
    ///
    /// - Returns: Where its errors go, `[columns, subbands]`, and for each of these the sum of those at
    ///   the upper left, at the upper right and two rows above.
    func begin(
        row: Int, firstColumn: Int
    ) -> (errors: UnsafeMutablePointer<Int16>, sums: UnsafePointer<Int16>) {
        precondition(row >= 0 && (0...1).contains(firstColumn), "a row of a checkerboard")
        let own = unsafe place(ofRow: row)
        let above = unsafe place(ofRow: row - 1) + firstColumn * subbands
        let twoAbove = unsafe place(ofRow: row - 2) + subbands
        let sums = unsafe memory + 3 * (columns + 2) * subbands
        for index in 0..<columns * subbands {
            unsafe sums[index] = above[index] &+ above[index + subbands] &+ twoAbove[index]
        }
        // What a shorter row does not have is zero.
        unsafe own.update(repeating: 0, count: (columns + 2) * subbands)
        return unsafe (own + subbands, UnsafePointer(sums))
    }

    /// An error in the unit that is kept: 1/256.
    @inline(__always)
    static func kept(_ error: Int32) -> Int16 { Int16(truncatingIfNeeded: error >> 8) }
}
