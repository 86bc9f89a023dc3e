/// How fast a run goes, pauses left out.
struct Pace {
    private var lastStep: Int
    private var lastTime: Double
    /// Steps in a second since the last pass; 0 before the first.
    private(set) var stepsPerSecond = 0.0

    init(step: Int, now: Double = monotonicSeconds()) {
        lastStep = step
        lastTime = now
    }

    /// Takes the time of the steps since the last pass or rest.
    mutating func pass(_ step: Int, now: Double = monotonicSeconds()) {
        if step > lastStep, now > lastTime {
            let latest = Double(step - lastStep) / (now - lastTime)
            // Half old, half new: the machine may be shared.
            stepsPerSecond = stepsPerSecond == 0 ? latest : (stepsPerSecond + latest) / 2
        }
        rest(at: step, now: now)
    }

    /// Starts counting again, after a pause that is no training.
    mutating func rest(at step: Int, now: Double = monotonicSeconds()) {
        lastStep = step
        lastTime = now
    }

    /// Seconds for the steps that are left; infinite before the first pass.
    func secondsLeft(from step: Int, to end: Int) -> Double {
        guard step < end else { return 0 }
        return stepsPerSecond > 0 ? Double(end - step) / stepsPerSecond : .infinity
    }
}

/// A time for people: `47 s`, `12 min`, `3 h 20 min`.
func duration(_ seconds: Double) -> String {
    guard seconds.isFinite else { return "?" }
    let whole = Int(seconds.rounded())
    if whole < 90 { return "\(whole) s" }
    let minutes = (whole + 30) / 60
    return minutes < 90 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
}
