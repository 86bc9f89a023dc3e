import CWCKernels
import Synchronization

/// Threads that work through a list of jobs together. A job is a number of parts that may be done at
/// the same time; the parts of the next job begin when all of them are done.
///
/// Each thread takes the next part that nobody has taken. It waits only for parts that another has
/// begun, so the work ends however few of the threads the system really runs. Who takes which part
/// is left to chance; as parts write to different memory, results do not depend on it.
package final class ThreadTeam: Sendable {
    package let threads: Int
    /// Parts taken and parts done, counted through the list of jobs.
    private let taken = Atomic<Int>(0)
    private let done = Atomic<Int>(0)

    /// A team of this many, of which the caller is one.
    package init(threads: Int) {
        precondition(threads >= 1, "no thread to run on")
        self.threads = threads
    }

    /// Calls `body` for every part of every job, and returns when all are done.
    ///
    /// - Parameters:
    ///   - ends: For each job, the number of parts in it and in all jobs before it.
    ///   - body: Does a part of a job, given the number of the part within the job. A `worker` is
    ///     never in two calls at once.
    package func work(
        ends: [Int], _ body: (_ job: Int, _ part: Int, _ worker: Int) -> Void
    ) {
        taken.store(0, ordering: .relaxed)
        done.store(0, ordering: .relaxed)
        if threads > 1 {
            ThreadPool.shared.run(workers: threads) { worker in
                work(as: worker, ends: ends, body)
            }
        } else {
            work(as: 0, ends: ends, body)
        }
    }

    /// Calls `body` for parts of a range that can be done at the same time.
    package func forEachPart(of range: Range<Int>, _ body: (Range<Int>) -> Void) {
        guard threads > 1 else { return body(range) }
        let count = min(2 * threads, range.count)
        work(ends: [count]) { _, part, _ in
            let first = range.lowerBound + range.count * part / count
            body(first..<range.lowerBound + range.count * (part + 1) / count)
        }
    }

    /// The same for a range of rows whose results go to `memory`, `rowCount` elements each: `body`
    /// gets the rows of a part and their memory.
    package func forEachPart<Element: BitwiseCopyable>(
        of rows: Range<Int>, writing memory: inout MutableSpan<Element>, rowCount: Int,
        _ body: (_ part: Range<Int>, _ memory: inout MutableSpan<Element>) -> Void
    ) {
        precondition(rows.count * rowCount <= memory.count, "memory for all rows")
        unsafe memory.withUnsafeMutableBufferPointer { memory in
            forEachPart(of: rows) { part in
                let first = (part.lowerBound - rows.lowerBound) * rowCount
                // Parts do not overlap, so neither does their memory.
                let own = unsafe UnsafeMutableBufferPointer(
                    rebasing: memory[first..<first + part.count * rowCount])
                var span = unsafe own.mutableSpan
                body(part, &span)
            }
        }
    }

    /// Makes something of each number below `count`; results come in the order of the numbers.
    package func map<Result: Sendable>(count: Int, _ body: (_ index: Int) -> Result) -> [Result] {
        unsafe [Result](unsafeUninitializedCapacity: count) { results, made in
            // Each index is one thread's alone.
            nonisolated(unsafe) let results = unsafe results
            work(ends: [count]) { _, index, _ in
                unsafe results.initializeElement(at: index, to: body(index))
            }
            made = count
        }
    }

    /// The same where `body` may use some threads itself. There are as many as the team has for all: for
    /// each of the last numbers several, so that nobody is idle while they are worked on.
    package func mapSharing<Result: Sendable>(
        count: Int, _ body: (_ index: Int, _ threads: Int) -> Result
    ) -> [Result] {
        let shares = Self.shares(threads: threads, count: count)
        return ThreadTeam(threads: max(1, shares.count)).map(count: count) { index in
            let last = index - (count - shares.count)
            return body(index, last < 0 ? 1 : shares[last])
        }
    }

    /// The threads that `mapSharing` lets each of the last numbers use; all others use one. As many as are
    /// here are worked on at a time.
    package static func shares(threads: Int, count: Int) -> [Int] {
        (0..<min(threads, count)).map { threads.dividedRoundingUp(by: min(threads, count) - $0) }
    }

    private func work(
        as worker: Int, ends: [Int], _ body: (_ job: Int, _ part: Int, _ worker: Int) -> Void
    ) {
        var job = 0
        var start = 0
        while true {
            let part = taken.wrappingAdd(1, ordering: .relaxed).oldValue
            while job < ends.count, ends[job] <= part {
                start = ends[job]
                job += 1
            }
            guard job < ends.count else { return }
            // Nothing of this job can have begun before all that comes before is done, so as many
            // parts done as stand before it are those very parts.
            var round: UInt32 = 0
            while done.load(ordering: .acquiring) < start {
                cwc_wait(round)
                round &+= 1
            }
            body(job, part - start, worker)
            done.wrappingAdd(1, ordering: .releasing)
        }
    }
}

extension Int {
    fileprivate func dividedRoundingUp(by divisor: Int) -> Int { (self + divisor - 1) / divisor }
}
