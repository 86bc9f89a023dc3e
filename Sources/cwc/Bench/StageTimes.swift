import CWCModel

/// How long something took, and how long each of its stages. Milliseconds.
struct StageTimes {
    var total = 0.0
    var stages: [CodingStage: Double] = [:]

    /// Runs `body`, which tells the observer of every stage that begins.
    static func measuring<Result>(
        _ body: (@escaping CodingStage.Observer) throws -> Result
    ) rethrows -> (result: Result, times: StageTimes) {
        let clock = ContinuousClock()
        let start = clock.now
        var times = StageTimes()
        // What comes before the first stage belongs to it.
        var current = (stage: CodingStage?.none, since: start)
        func enter(_ stage: CodingStage?) {
            let now = clock.now
            if let running = current.stage ?? stage {
                times.stages[running, default: 0] += (now - current.since).milliseconds
            }
            current = (stage, now)
        }
        let result = try withoutActuallyEscaping(enter) { enter in try body { enter($0) } }
        enter(nil)
        times.total = (current.since - start).milliseconds
        return (result, times)
    }

    /// The median of each figure by itself.
    static func median(of runs: [StageTimes]) -> StageTimes {
        var result = StageTimes(total: cwc.median(runs.map(\.total)))
        for stage in CodingStage.allCases {
            result.stages[stage] = cwc.median(runs.map { $0.stages[stage] ?? 0 })
        }
        return result
    }
}

/// The middle one of some values, or the mean of the two in the middle.
func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

extension Duration {
    var milliseconds: Double { self / .milliseconds(1) }
}
