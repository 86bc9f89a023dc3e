import Synchronization

/// Work that must be done in order, behind work that threads do in any order: the
/// thread that finishes a part of the latter does what has become possible of the former, unless
/// another is at it.
package final class OrderedCompletion: Sendable {
    private struct State {
        var finished: [Bool]
        var next = 0
        var isTaken = false
    }

    private let state: Mutex<State>

    /// A completion of so many parts.
    package init(count: Int) {
        state = Mutex(State(finished: [Bool](repeating: false, count: count)))
    }

    /// Says that a part is finished, and calls `body`, never in two threads at once, for every part
    /// that comes next in order.
    package func finish(_ part: Int, _ body: (_ part: Int) -> Void) {
        state.withLock { $0.finished[part] = true }
        while let next = take() {
            body(next)
            state.withLock {
                $0.next += 1
                $0.isTaken = false
            }
        }
    }

    private func take() -> Int? {
        state.withLock { state in
            guard !state.isTaken, state.next < state.finished.count, state.finished[state.next]
            else { return nil }
            state.isTaken = true
            return state.next
        }
    }
}
