/// Rows of the three components of a picture before the post-filter: those that its network has not
/// seen yet, and those that wait for what it adds to them.
///
/// Safe: rows and columns are checked. Threads may read while none appends or drops.
@safe final class ComponentWindow: @unchecked Sendable {
    /// The rows that are there.
    private(set) var rows: Range<Int>
    private let columns: Range<Int>
    /// Rows that are there at the same time, at most.
    private let limit: Int
    /// The row that stands first in memory: those that have been let go of are moved over when there is
    /// no room behind the others.
    private var firstInMemory: Int
    private let capacity: Int
    /// `[3, capacity, columns]`.
    private let memory: UnsafeMutablePointer<Int32>

    /// An empty window at the top of a rectangle, with room for so many of its rows.
    init(_ rect: SubbandRect, rows limit: Int) {
        rows = rect.rows.lowerBound..<rect.rows.lowerBound
        columns = rect.columns
        self.limit = limit
        firstInMemory = rows.lowerBound
        capacity = Self.capacity(limit)
        unsafe memory = .allocate(
            capacity: WaveletGeometry.components * capacity * rect.columns.count)
    }

    /// Room for so many rows, and for as many to come before they are moved.
    private static func capacity(_ rows: Int) -> Int { 2 * rows }

    /// Bytes of a window of so many rows.
    static func byteCount(_ rect: SubbandRect, rows: Int) -> Int {
        WaveletGeometry.components * capacity(rows) * rect.columns.count * 4
    }

    deinit { unsafe memory.deallocate() }

    /// Rows for which there is room.
    var room: Int { limit - rows.count }

    private func row(_ row: Int, _ component: Int) -> UnsafeMutablePointer<Int32> {
        unsafe memory + (component * capacity + row - firstInMemory) * columns.count
    }

    /// Appends rows.
    func append(_ components: ComponentRows, _ new: Range<Int>) {
        precondition(new.count <= room && new.lowerBound == rows.upperBound)
        if new.upperBound - firstInMemory > capacity { moveToTop() }
        rows = rows.lowerBound..<new.upperBound
        for component in 0..<WaveletGeometry.components {
            for row in new {
                let source = unsafe components.samples(row, component, columns)
                guard let start = unsafe UnsafeMutableBufferPointer(rebasing: source).baseAddress
                else { continue }
                unsafe self.row(row, component).update(from: start, count: columns.count)
            }
        }
    }

    /// Lets go of rows above one.
    func drop(above first: Int) { rows = max(first, rows.lowerBound)..<rows.upperBound }

    private func moveToTop() {
        for component in 0..<WaveletGeometry.components {
            let top = unsafe row(firstInMemory, component)
            unsafe top.update(
                from: row(rows.lowerBound, component), count: rows.count * columns.count)
        }
        firstInMemory = rows.lowerBound
    }

    /// Gives RGB, minus 128 and in units of 1/16, of some pixels of a row.
    @inline(__always)
    func forEachColour(
        row: Int, _ columns: Range<Int>,
        _ body: (_ column: Int, _ red: Int32, _ green: Int32, _ blue: Int32) -> Void
    ) {
        precondition(rows.contains(row) && columns.clamped(to: self.columns) == columns)
        let first = self.columns.lowerBound
        let luma = unsafe self.row(row, 0)
        let redBlue = unsafe self.row(row, 1)
        let green = unsafe self.row(row, 2)
        for x in columns {
            let place = x &- first
            let (r, g, b) = unsafe WaveletPyramid.colour(luma[place], redBlue[place], green[place])
            body(x, r, g, b)
        }
    }
}
