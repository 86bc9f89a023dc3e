public import CWCNetwork

/// A plane of `2·height` by `2·width` samples while its four subbands are split or joined in place.
///
/// Of each row the left half belongs to what is low-pass across, the right half to what is
/// high-pass; even rows to what is low-pass down, odd rows to what is high-pass. Subbands are numbered
/// LL, HL, LH, HH. Different columns of a side can be lifted at the same time, and different rows.
public struct InPlaceSubbands {
    private let samples: UnsafeMutablePointer<Int32>
    private let width: Int
    private let height: Int
    private let step: LiftingStep

    /// Samples in memory that the caller owns.
    public init(
        _ samples: UnsafeMutablePointer<Int32>, width: Int, height: Int,
        by step: @escaping LiftingStep
    ) {
        self.step = step
        self.samples = samples
        self.width = width
        self.height = height
    }

    /// Where a row of a subband begins.
    @inline(__always)
    public func row(_ row: Int, of subband: Int) -> UnsafeMutablePointer<Int32> {
        samples + (2 * row + subband >> 1) * 2 * width + (subband & 1) * width
    }

    /// Lifts columns of a side, 0 or 1, or undoes it.
    public func lift(side: Int, _ columns: Range<Int>, undo: Bool) {
        // Columns that stay in the cache from one step of lifting to the next.
        for first in stride(from: columns.lowerBound, to: columns.upperBound, by: 64) {
            Lifting.columns(
                samples + side * width + first, count: height, stride: 2 * width,
                length: min(64, columns.upperBound - first), undo: undo, by: step)
        }
    }

    /// Lifts rows whose samples alternate, and puts the halves apart.
    public func splitRows(_ rows: Range<Int>) {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * width) { halves in
            guard let even = halves.baseAddress else { return }
            let odd = even + width
            for row in rows {
                let place = samples + row * 2 * width
                for x in 0..<width {
                    even[x] = place[2 * x]
                    odd[x] = place[2 * x + 1]
                }
                Lifting.row(even: even, odd: odd, count: width, undo: false, by: step)
                place.update(from: even, count: 2 * width)
            }
        }
    }

    /// Undoes the lifting of rows, and lets the samples of their halves alternate.
    public func joinRows(_ rows: Range<Int>) {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * width) { halves in
            guard let even = halves.baseAddress else { return }
            let odd = even + width
            for row in rows {
                let place = samples + row * 2 * width
                even.update(from: place, count: 2 * width)
                Lifting.row(even: even, odd: odd, count: width, undo: true, by: step)
                for x in 0..<width {
                    place[2 * x] = even[x]
                    place[2 * x + 1] = odd[x]
                }
            }
        }
    }
}
