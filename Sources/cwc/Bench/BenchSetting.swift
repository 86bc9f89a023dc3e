import CWCNetwork

/// With what a benchmark runs: an instruction set and a number of threads.
struct BenchSetting: Hashable {
    var instructions: InstructionSet
    var threads: Int

    /// Runs `body` for every setting, and that several times over; one time more, the first, does
    /// not count. The settings take turns, forward and backward, so that a clock that drifts does
    /// not favour one.
    static func alternating<Result>(
        _ settings: [BenchSetting], runs: Int, _ body: (BenchSetting) throws -> Result
    ) rethrows -> [BenchSetting: [Result]] {
        var results: [BenchSetting: [Result]] = [:]
        for setting in settings { _ = try body(setting) }
        for run in 0..<runs {
            for setting in run.isMultiple(of: 2) ? settings : settings.reversed() {
                results[setting, default: []].append(try body(setting))
            }
        }
        return results
    }
}
