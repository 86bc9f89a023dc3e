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

    /// The last results are made by several threads each, which no plan leaves out.
    @Test func lastResultsAreShared() {
        #expect(ThreadTeam.shares(threads: 1, count: 3) == [1])
        #expect(ThreadTeam.shares(threads: 2, count: 9) == [1, 2])
        #expect(ThreadTeam.shares(threads: 4, count: 3) == [2, 2, 4])
        #expect(ThreadTeam.shares(threads: 8, count: 0) == [])
        for (threads, count) in [(1, 3), (2, 9), (4, 3), (3, 0)] {
            let shares = ThreadTeam(threads: threads).mapSharing(count: count) { ($0, $1) }
            #expect(shares.map(\.0) == Array(0..<count))
            let last = ThreadTeam.shares(threads: threads, count: count)
            let others = [Int](repeating: 1, count: count - last.count)
            #expect(shares.map(\.1) == others + last)
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
