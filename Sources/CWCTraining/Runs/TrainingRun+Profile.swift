import CWCFigures
import CWCTorch

extension TrainingRun {
    /// Trains a few steps that nothing is kept of, and tells how fast they were and where the time
    /// went: lines of a table, fields separated by tabs.
    public func profile(steps: Int) throws -> [String] {
        // The first steps allocate and choose algorithms.
        let warmUp = min(5, max(0, task.stepCount - task.step - steps))
        for _ in 0..<warmUp { _ = try task.advance(on: pictures, reporting: false) }
        let count = min(steps, task.stepCount - task.step)
        let start = monotonicSeconds()
        let profile = try Torch.profiled {
            for index in 0..<count {
                // The last step reads its figures, so that a GPU has finished by then.
                _ = try task.advance(on: pictures, reporting: index == count - 1)
            }
        }
        let seconds = monotonicSeconds() - start
        let inside = profile.sorted.reduce(0) { $0 + $1.seconds }
        func row(_ name: String, _ calls: Double, _ time: Double) -> String {
            let step = Double(max(1, count))
            return [
                name, fixed(calls / step, 1), fixed(1000 * time / step, 3),
                fixed(100 * time / max(seconds, 1e-9), 1),
            ].joined(separator: "\t")
        }
        return ["\(fixed(Double(count) / seconds, 2)) steps/s over \(count) steps"]
            + ["operator\tcalls a step\tms a step\t%"]
            + profile.sorted.map { row($0.name, Double($0.callCount), $0.seconds) }
            + [row("outside torch", 0, seconds - inside)]
    }
}
