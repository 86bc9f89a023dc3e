public import CWCNetwork

/// A plane of `2·height` by `2·width` samples while its four subbands are split or joined in place.
///
/// Of each row the left half belongs to what is low-pass across, the right half to what is
/// high-pass; even rows to what is low-pass down, odd rows to what is high-pass. Subbands are numbered
/// LL, HL, LH, HH. Different columns of a side can be lifted at the same time, and different rows.
///
/// Safe: whoever makes one, which is unsafe, vouches that the samples are there as long as it is; rows
/// and columns are checked.
@safe public struct InPlaceSubbands {
    private let samples: UnsafeMutablePointer<Int32>
    private let width: Int
    private let height: Int
    private let step: LiftingStep

    /// Samples in memory that the caller owns.
    public init(
        _ samples: UnsafeMutableBufferPointer<Int32>, width: Int, height: Int, by step: LiftingStep
    ) {
        precondition(width >= 1 && height >= 1 && samples.count == 4 * width * height)
        guard let start = samples.baseAddress else { preconditionFailure("no samples") }
        unsafe self.samples = start
        self.width = width
        self.height = height
        self.step = step
    }

    /// A row of a subband.
    @inline(__always)
    public func row(_ row: Int, of subband: Int) -> UnsafeMutableBufferPointer<Int32> {
        precondition((0..<height).contains(row) && (0..<4).contains(subband))
        let place = (2 * row + subband >> 1) * 2 * width + (subband & 1) * width
        return unsafe UnsafeMutableBufferPointer(start: samples + place, count: width)
    }

    /// Lifts columns of a side, 0 or 1, or undoes it.
    public func lift(side: Int, _ columns: Range<Int>, undo: Bool) {
        precondition((0..<2).contains(side) && columns.clamped(to: 0..<width) == columns)
        // Columns that stay in the cache from one step of lifting to the next.
        for first in stride(from: columns.lowerBound, to: columns.upperBound, by: 64) {
            unsafe Lifting.columns(
                samples + side * width + first, count: height, stride: 2 * width,
                length: min(64, columns.upperBound - first), undo: undo, by: step)
        }
    }

    /// Lifts rows whose samples alternate, and puts the halves apart.
    public func splitRows(_ rows: Range<Int>) {
        unsafe forEach(rows) { place, even, odd in
            for x in 0..<width {
                unsafe even[x] = place[2 * x]
                unsafe odd[x] = place[2 * x + 1]
            }
            unsafe Lifting.row(even: even, odd: odd, count: width, undo: false, by: step)
            unsafe place.update(from: even, count: 2 * width)
        }
    }

    /// Undoes the lifting of rows, and lets the samples of their halves alternate.
    public func joinRows(_ rows: Range<Int>) {
        unsafe forEach(rows) { place, even, odd in
            unsafe even.update(from: place, count: 2 * width)
            unsafe Lifting.row(even: even, odd: odd, count: width, undo: true, by: step)
            for x in 0..<width {
                unsafe place[2 * x] = even[x]
                unsafe place[2 * x + 1] = odd[x]
            }
        }
    }

    /// Gives `body` where a row is, and room for its halves, one behind the other.
    @inline(__always)
    private func forEach(
        _ rows: Range<Int>,
        _ body: (
            _ row: UnsafeMutablePointer<Int32>, _ even: UnsafeMutablePointer<Int32>,
            _ odd: UnsafeMutablePointer<Int32>
        ) -> Void
    ) {
        precondition(rows.clamped(to: 0..<2 * height) == rows)
        unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * width) { halves in
            guard let even = halves.baseAddress else { return }
            for row in rows { unsafe body(samples + row * 2 * width, even, even + width) }
        }
    }
}
