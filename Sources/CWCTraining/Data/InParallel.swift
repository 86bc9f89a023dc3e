import CWCNetwork
import CWCTorch

/// Makes something for each number below `count`, on as many threads as ``Torch/threads`` says.
func inParallel<Result: Sendable>(_ count: Int, _ body: (Int) -> Result) -> [Result] {
    [Result](unsafeUninitializedCapacity: count) { results, made in
        nonisolated(unsafe) let results = results
        ThreadTeam(threads: max(1, min(count, Torch.threads))).forEachPart(of: 0..<count) { part in
            for index in part { results.initializeElement(at: index, to: body(index)) }
        }
        made = count
    }
}
