import CWCTestSupport
import Synchronization
import Testing

@testable import CWCNetwork

@Suite struct ThreadTeamTests {
    /// What one thread at a time does behind the others comes in order and is complete, whoever
    /// does it.
    @Test(arguments: [1, 2, 5]) func completionKeepsTheOrder(threads: Int) {
        for count in [0, 1, 7, 64] {
            let completion = OrderedCompletion(count: count)
            let prepared = Mutex<Set<Int>>([])
            let order = Mutex<[Int]>([])
            ThreadTeam(threads: threads).work(ends: [count]) { _, part, _ in
                _ = prepared.withLock { $0.insert(part) }
                completion.finish(part) { next in
                    #expect(prepared.withLock { $0.contains(next) })
                    order.withLock { $0.append(next) }
                }
            }
            #expect(order.withLock { $0 } == Array(0..<count))
        }
    }

    /// Parts cover a range once, and in one piece where one thread works.
    @Test(arguments: [1, 2, 3]) func partsCoverARange(threads: Int) {
        for range in [0..<0, 5..<6, 3..<20] {
            let parts = Mutex<[Range<Int>]>([])
            ThreadTeam(threads: threads).forEachPart(of: range) { part in
                parts.withLock { $0.append(part) }
            }
            let found = parts.withLock { $0 }
            #expect(found.flatMap { Array($0) }.sorted() == Array(range))
            if threads == 1 { #expect(found == [range]) }
        }
    }

    /// Results stand where their numbers say, however many threads make them.
    @Test(arguments: [1, 2, 5]) func resultsComeInOrder(threads: Int) {
        for count in [0, 1, 7, 64] {
            let made = ThreadTeam(threads: threads).map(count: count) { "\($0)" }
            #expect(made == (0..<count).map(String.init))
        }
    }
}
