package import CWCNetwork
import Synchronization

extension ThreadTeam {
    /// Makes something of every item, each thread taking the next item that nobody has taken.
    ///
    /// - Parameters:
    ///   - items: What there is to do.
    ///   - progress: Told how many items are done, from any thread.
    ///   - body: Makes something of an item.
    /// - Returns: What came of the items, in their order.
    package func map<Item: Sendable, Result: Sendable>(
        _ items: [Item], progress: @Sendable (_ done: Int) -> Void,
        _ body: @Sendable (Item) -> Result
    ) -> [Result] {
        let results = Mutex([Result?](repeating: nil, count: items.count))
        let done = Atomic<Int>(0)
        work(ends: [items.count]) { _, index, _ in
            let result = body(items[index])
            results.withLock { $0[index] = result }
            progress(done.add(1, ordering: .relaxed).newValue)
        }
        return results.withLock { $0 }.compactMap { $0 }
    }
}
