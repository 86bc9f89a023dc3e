/// How far off the probabilities of a pass were near a position: what was decided there against what
/// was foretold. Networks do not see what their own pass decides; this is what it tells.
/// Spec cwc §7.4.3.
final class NearbyErrors {
    /// Columns that the pass has in a row, at most, and its bands.
    private let columns: Int
    private let bands: Int
    /// Errors of this row and the two before it, each with a zero position at both ends,
    /// `[columns + 2, bands]`; then the sums for this row, `[columns, bands]`. The row that comes next
    /// lies where the third last was.
    private let memory: UnsafeMutablePointer<Int16>

    /// Before the first row of a pass.
    init(columns: Int, bands: Int) {
        self.columns = columns
        self.bands = bands
        let count = Self.count(columns, bands)
        memory = .allocate(capacity: count)
        memory.initialize(repeating: 0, count: count)
    }

    deinit { memory.deallocate() }

    private static func count(_ columns: Int, _ bands: Int) -> Int {
        (3 * (columns + 2) + columns) * bands
    }

    /// Bytes that a pass takes.
    static func byteCount(columns: Int, bands: Int) -> Int { count(columns, bands) * 2 }

    private func place(ofRow row: Int) -> UnsafeMutablePointer<Int16> {
        memory + (row + 3) % 3 * (columns + 2) * bands
    }

    /// Begins a row, of which the pass has columns `firstColumn`, `firstColumn` + 2, ….
    ///
    /// - Returns: Where its errors go, `[columns, bands]`, and for each of these the sum of those at
    ///   the upper left, at the upper right and two rows above.
    func begin(
        row: Int, firstColumn: Int
    ) -> (errors: UnsafeMutablePointer<Int16>, sums: UnsafePointer<Int16>) {
        let own = place(ofRow: row)
        let above = place(ofRow: row - 1) + firstColumn * bands
        let twoAbove = place(ofRow: row - 2) + bands
        let sums = memory + 3 * (columns + 2) * bands
        for index in 0..<columns * bands {
            sums[index] = above[index] &+ above[index + bands] &+ twoAbove[index]
        }
        // What a shorter row does not have is zero.
        own.update(repeating: 0, count: (columns + 2) * bands)
        return (own + bands, UnsafePointer(sums))
    }

    /// An error in the unit that is kept: 1/256.
    @inline(__always)
    static func kept(_ error: Int32) -> Int16 { Int16(truncatingIfNeeded: error >> 8) }
}
