import CWCFigures

/// Looks at a run's figures for what a person would notice too late.
struct TrainingMonitor {
    /// Norms of the steps of this phase that were looked at last: another phase has another loss.
    private var norms: [Double] = []
    private var phase = ""

    /// How many norms a new one is compared with, and how many are needed for that.
    private static let memory = 25
    private static let needed = 5
    /// A norm this many times the median of the last ones explodes.
    private static let explosion = 20.0

    /// The alarms of a step, those that the task raised included.
    mutating func alarms(_ figures: StepFigures, phase: String) -> [String] {
        if phase != self.phase {
            self.phase = phase
            norms = []
        }
        var alarms = figures.alarms
        if !figures.loss.isFinite { alarms.append("loss is \(figures.loss)") }
        guard figures.gradientNorm.isFinite else {
            return alarms + ["gradient is \(figures.gradientNorm): step skipped"]
        }
        let median = norms.sorted()[safe: norms.count / 2] ?? 0
        if norms.count >= Self.needed, median > 0, figures.gradientNorm > Self.explosion * median {
            let factor = fixed(figures.gradientNorm / median, 0)
            alarms.append("exploding gradient: \(factor) times the usual norm")
        }
        norms = norms.suffix(Self.memory - 1) + [figures.gradientNorm]
        return alarms
    }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? {
        indices.contains(index) ? self[index] : nil
    }
}
