import CWCNetwork

/// Rows of components at a level, usually of all three, while their columns are lifted: a window of row pairs that
/// moves from the top of a picture, or of a part of one, to its bottom.
///
/// A pair is an even row and the odd one below it. Each of the four lifting steps reads what the step
/// before has made of the rows above and below, so steps follow each other down the picture, half a
/// pair apart: when a pair comes in, the steps take what has become possible, and the pairs that all
/// four have passed are done. Above the first pair and below the last stands the mirrored row.
///
/// Of each row the left half belongs to what is low-pass across, the right half to what is high-pass.
///
/// Safe: rows and columns are checked. Parts that threads lift at the same time must differ in
/// component or columns, and rows that they split or join in component or row.
@safe final class LiftingWindow: @unchecked Sendable {
    /// Columns of a half.
    let width: Int
    /// All pairs that come, and those in the window.
    let allPairs: Range<Int>
    private(set) var pairs: Range<Int>
    /// The first pair that is not done.
    var done: Int { taken[3] }

    private let undo: Bool
    private let step: LiftingStep
    private let components: Int
    private let capacity: Int
    /// `[components, capacity, 2, 2 · width]`.
    private let memory: UnsafeMutablePointer<Int32>
    /// For each step in the order of work: the pairs above which it has been taken, and those that it
    /// takes in the turn at hand.
    private var taken: [Int]
    private var due: [Range<Int>]

    /// Pairs that stay in the window when a turn is over.
    private static let staying = 3

    /// An empty window.
    ///
    /// - Parameters:
    ///   - pairs: All pairs that come.
    ///   - width: Columns of a half.
    ///   - components: How many components there are.
    ///   - turn: The most pairs that come in a turn.
    ///   - undo: Whether lifting is undone.
    ///   - step: A lifting step.
    init(
        pairs: Range<Int>, width: Int, components: Int = WaveletGeometry.components, turn: Int,
        undo: Bool, by step: LiftingStep
    ) {
        self.width = width
        self.components = components
        allPairs = pairs
        self.pairs = pairs.lowerBound..<pairs.lowerBound
        self.undo = undo
        self.step = step
        capacity = Self.capacity(turn: turn)
        unsafe memory = .allocate(capacity: components * capacity * 4 * width)
        taken = [Int](repeating: pairs.lowerBound, count: 4)
        due = [Range<Int>](repeating: 0..<0, count: 4)
    }

    deinit { unsafe memory.deallocate() }

    private static func capacity(turn: Int) -> Int { turn + staying }

    /// Bytes of a window of all components.
    static func byteCount(width: Int, turn: Int) -> Int {
        WaveletGeometry.components * capacity(turn: turn) * 4 * width * 4
    }

    /// Begins a turn: lets go of pairs that no step needs any more, and makes room for the next ones.
    ///
    /// - Returns: The new pairs, to be filled.
    func append(_ count: Int) -> Range<Int> {
        let end = pairs.upperBound + count
        // Splitting looks once more at the pair above.
        let first = max(pairs.lowerBound, undo ? done : done - 1)
        precondition(end <= allPairs.upperBound && end - first <= capacity, "room in the window")
        let kept = pairs.upperBound - first
        if kept > 0, first > pairs.lowerBound {
            for component in 0..<components {
                let top = unsafe row(2 * pairs.lowerBound, component)
                unsafe top.update(from: row(2 * first, component), count: kept * 4 * width)
            }
        }
        defer { plan() }
        let new = pairs.upperBound..<end
        pairs = first..<end
        return new
    }

    /// What each step can take: on odd rows it needs the even row below as the step before left it.
    private func plan() {
        let isEnd = pairs.upperBound == allPairs.upperBound
        var limit = pairs.upperBound
        for index in taken.indices {
            if isOdd(index), !isEnd { limit -= 1 }
            limit = max(limit, taken[index])
            due[index] = taken[index]..<limit
            taken[index] = limit
        }
    }

    /// Whether a step of the order of work changes odd rows.
    private func isOdd(_ index: Int) -> Bool { (undo ? 3 - index : index) % 2 == 0 }

    /// A row of the window, both halves.
    func samples(_ row: Int, _ component: Int) -> UnsafeMutableBufferPointer<Int32> {
        precondition(pairs.contains(row >> 1) && (0..<components).contains(component))
        return unsafe UnsafeMutableBufferPointer(start: self.row(row, component), count: 2 * width)
    }

    private func row(_ row: Int, _ component: Int) -> UnsafeMutablePointer<Int32> {
        unsafe memory
            + (2 * (component * capacity - pairs.lowerBound) + row) * 2 * width
    }

    /// Takes the steps of the turn in some columns of both halves.
    func lift(_ component: Int, _ columns: Range<Int>) {
        precondition(
            columns.clamped(to: 0..<2 * width) == columns
                && (0..<components).contains(component))
        // Columns that stay in the cache from one step to the next.
        for first in stride(from: columns.lowerBound, to: columns.upperBound, by: 64) {
            let count = min(64, columns.upperBound - first)
            for index in due.indices {
                let weight = Lifting.weights[undo ? 3 - index : index]
                let isOdd = isOdd(index)
                for pair in due[index] {
                    let even = unsafe row(2 * pair, component) + first
                    let odd = unsafe even + 2 * width
                    if isOdd {
                        let isLast = pair + 1 == allPairs.upperBound
                        let next = unsafe isLast ? even : odd + 2 * width
                        unsafe step(odd, even, next, count, weight, undo: undo)
                    } else {
                        let isFirst = pair == allPairs.lowerBound
                        let last = unsafe isFirst ? odd : even - 2 * width
                        unsafe step(even, last, odd, count, weight, undo: undo)
                    }
                }
            }
        }
    }

    /// Lifts a row whose samples alternate, and puts the halves apart.
    func splitRow(_ row: Int, _ component: Int) {
        let place = unsafe samples(row, component)
        unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * width) { halves in
            guard let even = halves.baseAddress else { return }
            let odd = unsafe even + width
            for x in 0..<width {
                unsafe even[x] = place[2 * x]
                unsafe odd[x] = place[2 * x + 1]
            }
            unsafe Lifting.row(even: even, odd: odd, count: width, undo: false, by: step)
            _ = unsafe place.update(fromContentsOf: halves)
        }
    }

    /// Undoes the lifting of a row, and lets the samples of its halves alternate.
    func joinRow(_ row: Int, _ component: Int) {
        let place = unsafe samples(row, component)
        unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * width) { halves in
            _ = unsafe halves.update(fromContentsOf: place)
            guard let even = halves.baseAddress else { return }
            let odd = unsafe even + width
            unsafe Lifting.row(even: even, odd: odd, count: width, undo: true, by: step)
            for x in 0..<width {
                unsafe place[2 * x] = even[x]
                unsafe place[2 * x + 1] = odd[x]
            }
        }
    }
}
