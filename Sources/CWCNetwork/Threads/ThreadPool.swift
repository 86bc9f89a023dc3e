import CWCKernels
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The threads of the process that help others: made when they are first wanted, and kept.
///
/// A call waits only for helpers that have joined it. Where the system makes no more threads, fewer
/// join or none, and the work is done all the same.
@safe final class ThreadPool: @unchecked Sendable {
    /// The only pool.
    static let shared = ThreadPool()

    /// The most helpers that there are.
    static let limit = 255

    /// A call that helpers may join.
    private final class Call {
        let body: (_ worker: Int) -> Void
        let workers: Int
        /// The number of the next helper that joins, and how many have not left yet.
        var next = 1
        var joined = 0

        init(workers: Int, _ body: @escaping (_ worker: Int) -> Void) {
            self.workers = workers
            self.body = body
        }
    }

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    /// Told when a call can be joined, and when a helper leaves one.
    private let begun = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let left = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    /// Calls that can be joined, the last one first.
    private var calls: [Call] = []
    private var helpers = 0
    /// Calls that have begun so far: a helper looks at it for a while before it sleeps.
    private let count = Atomic<Int>(0)

    private init() {
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(begun, nil)
        unsafe pthread_cond_init(left, nil)
    }

    private func lock() { unsafe pthread_mutex_lock(mutex) }
    private func unlock() { unsafe pthread_mutex_unlock(mutex) }

    /// Calls `body` in this thread, as worker 0, and in as many helpers as join, each with a number of
    /// its own below `workers`; returns when all have returned.
    ///
    /// `body` must do all that is to be done, however many call it.
    func run(workers: Int, _ body: (_ worker: Int) -> Void) {
        withoutActuallyEscaping(body) { body in
            let call = Call(workers: workers, body)
            lock()
            calls.append(call)
            while helpers < min(workers - 1, Self.limit), makeHelper() { helpers += 1 }
            count.wrappingAdd(1, ordering: .releasing)
            unsafe pthread_cond_broadcast(begun)
            unlock()
            body(0)
            lock()
            calls.removeAll { $0 === call }
            while call.joined > 0 { unsafe pthread_cond_wait(left, mutex) }
            unlock()
        }
    }

    /// Makes a helper, if the system lets it.
    private func makeHelper() -> Bool {
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let status = unsafe pthread_create(
            &thread, nil,
            { _ in
                ThreadPool.shared.help()
                return nil
            }, nil)
        guard status == 0 else { return false }
        #if canImport(Darwin)
            if let thread { pthread_detach(thread) }
        #else
            pthread_detach(thread)
        #endif
        return true
    }

    /// What a helper does for ever.
    private func help() {
        lock()
        while true {
            if let call = calls.last {
                let worker = call.next
                call.next += 1
                call.joined += 1
                if call.next == call.workers { calls.removeLast() }
                unlock()
                call.body(worker)
                lock()
                call.joined -= 1
                if call.joined == 0 { unsafe pthread_cond_broadcast(left) }
            } else {
                wait()
            }
        }
    }

    /// Waits until there may be a call to join: awake for as long as waking up would take.
    private func wait() {
        let seen = count.load(ordering: .acquiring)
        unlock()
        for round in 0..<Self.rounds where count.load(ordering: .acquiring) == seen {
            cwc_wait(UInt32(round))
        }
        lock()
        if calls.isEmpty, count.load(ordering: .acquiring) == seen {
            unsafe pthread_cond_wait(begun, mutex)
        }
    }

    private static let rounds = 1000
}
