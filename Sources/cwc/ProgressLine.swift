import CWCFigures
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A line on the terminal that says how far a long task has come; nothing where standard error is
/// not a terminal. It can be told from any thread.
final class ProgressLine: Sendable {
    private let isShown: Bool
    private let start = ContinuousClock().now
    /// What is done, of which task: threads can report out of order.
    private let last = Mutex<(done: Int, task: String)>((0, ""))

    init(isShown: Bool) {
        self.isShown = isShown && isatty(STDERR_FILENO) == 1
    }

    /// Shows that `done` of `count` things are done.
    func show(_ done: Int, of count: Int, _ task: String) {
        guard isShown else { return }
        last.withLock { last in
            if last.task == task, last.done > done { return }
            last = (done, task)
            let seconds = (ContinuousClock().now - start) / .seconds(1)
            put("\r\u{1B}[K\(done) of \(count) \(task), \(fixed(seconds, 0)) s")
        }
    }

    /// Takes the line away.
    func clear() {
        if isShown { put("\r\u{1B}[K") }
    }

    private func put(_ text: String) {
        let bytes = Array(text.utf8)
        // There is nobody left to tell when this fails.
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}
