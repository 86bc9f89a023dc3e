import Testing

@testable import CWCTraining

@Suite struct PaceTests {
    @Test func stepsPerSecond() {
        var pace = Pace(step: 100, now: 50)
        #expect(pace.secondsLeft(from: 100, to: 200) == .infinity)
        pace.pass(120, now: 60)
        #expect(pace.stepsPerSecond == 2)
        // A pause that is no training.
        pace.rest(at: 120, now: 1000)
        pace.pass(130, now: 1010)
        #expect(pace.stepsPerSecond == 1.5)
        #expect(pace.secondsLeft(from: 130, to: 160) == 20)
        #expect(pace.secondsLeft(from: 160, to: 160) == 0)
    }

    @Test func durations() {
        let times: [Double] = [0, 47.4, 89, 90, 5_000, 5_399, 12_000, .infinity]
        #expect(
            times.map(duration) == [
                "0 s", "47 s", "89 s", "2 min", "83 min", "1 h 30 min", "3 h 20 min", "?",
            ])
    }
}
