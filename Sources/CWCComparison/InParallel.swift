import Dispatch
import Synchronization

/// Makes something of every item on several threads, each thread taking the next item that nobody has
/// taken.
///
/// - Parameters:
///   - items: What there is to do.
///   - jobs: Threads.
///   - progress: Told how many items are done, from any thread.
///   - body: Makes something of an item.
/// - Returns: What came of the items, in their order.
package func inParallel<Item: Sendable, Result: Sendable>(
    _ items: [Item], jobs: Int, progress: @Sendable (_ done: Int) -> Void,
    _ body: @Sendable (Item) -> Result
) -> [Result] {
    let results = Mutex<[Int: Result]>([:])
    let next = Atomic<Int>(0)
    withoutActuallyEscaping(progress) { progress in
        withoutActuallyEscaping(body) { body in
            DispatchQueue.concurrentPerform(iterations: min(jobs, max(items.count, 1))) { _ in
                while true {
                    let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                    guard index < items.count else { return }
                    let result = body(items[index])
                    let done = results.withLock {
                        $0[index] = result
                        return $0.count
                    }
                    progress(done)
                }
            }
        }
    }
    return results.withLock { $0 }.sorted { $0.key < $1.key }.map(\.value)
}
