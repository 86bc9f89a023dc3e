import CWCTestSupport
import Testing

@testable import CWCLearnedOptimizers
@testable import CWCTraining

@Suite struct LossGuardTests {
    /// A noisy loss that falls, or stays, is left alone.
    @Test(arguments: [0.0, -0.01])
    func patience(slope: Double) {
        var random = SeededRandom(seed: 5)
        var guardian = LossGuard(patience: 20)
        for step in 0..<2000 {
            let loss = slope * Double(step) + Double.random(in: -1...1, using: &random)
            _ = guardian.observe(loss)
        }
        #expect(!guardian.hasGivenUp)
    }

    @Test func givesUpOnce() {
        var guardian = LossGuard(patience: 20)
        for step in 0..<50 { _ = guardian.observe(10 - 0.1 * Double(step)) }
        #expect(!guardian.hasGivenUp)
        // Rises tenfold faster than it fell.
        let verdicts = (0..<100).map { guardian.observe(5 + Double($0)) }
        #expect(verdicts.count { $0 } == 1)
        let end = verdicts.firstIndex(of: true) ?? 0
        #expect((19...60).contains(end))
        #expect(guardian.hasGivenUp)
    }

    /// A short rise is none.
    @Test func forgives() {
        var guardian = LossGuard(patience: 20)
        for _ in 0..<100 { _ = guardian.observe(1) }
        for _ in 0..<5 { _ = guardian.observe(3) }
        for _ in 0..<200 { _ = guardian.observe(0.9) }
        #expect(!guardian.hasGivenUp && guardian.risenSteps == 0)
    }

    @Test(arguments: [Double.nan, .infinity])
    func notFiniteIsTheEnd(loss: Double) {
        var guardian = LossGuard(patience: 20)
        let verdicts = [1, loss].map { guardian.observe($0) }
        #expect(verdicts == [false, true])
    }

    @Test func survivesACheckpoint() throws {
        var guardian = LossGuard(patience: 20)
        #expect(LossGuard(patience: 20, note: guardian.note) == guardian)
        for step in 0..<30 { _ = guardian.observe(Double(step % 7)) }
        #expect(LossGuard(patience: 20, note: guardian.note) == guardian)
        #expect(LossGuard(patience: 20, note: "1 2 3") == nil)
    }
}
