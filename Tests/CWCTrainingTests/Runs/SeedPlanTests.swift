import CWCNetwork
import CWCTraining
import Testing

@Suite struct SeedPlanTests {
    private func phase(_ name: String, steps: Int, rate: Double = 1) -> TrainingPhase {
        TrainingPhase(
            name: name, lesson: .uniform, stepCount: steps, batchSize: 2, cropSide: 16,
            learningRate: rate, analysisRate: 0)
    }

    @Test func phasesFollowEachOther() {
        let plan = SeedPlan(
            architecture: SeedArchitecture(),
            phases: [phase("a", steps: 3), phase("none", steps: 0), phase("b", steps: 2)])
        #expect(plan.stepCount == 5)
        let places = (0..<5).map { plan.phase(at: $0) }
        #expect(places.map(\.phase.name) == ["a", "a", "a", "b", "b"])
        #expect(places.map(\.step) == [0, 1, 2, 0, 1])
    }

    @Test func thereIsNoPhaseAfterTheLast() async {
        await #expect(processExitsWith: .failure) {
            let plan = SeedPlan(architecture: SeedArchitecture(), phases: [])
            _ = plan.phase(at: 0)
        }
    }

    @Test func learningRate() {
        let long = phase("long", steps: 10_000, rate: 2)
        // Warm-up: a hundredth more with each step.
        #expect(abs(long.learningRate(at: 0) - 0.02) < 1e-6)
        #expect(abs(long.learningRate(at: 49) - 1) < 1e-3)
        // Half a cosine from the whole rate to a twentieth.
        #expect(abs(long.learningRate(at: 5000) - 2 * 0.525) < 1e-9)
        #expect(abs(long.learningRate(at: 10_000) - 0.1) < 1e-9)
        let rates = (100..<10_000).map { long.learningRate(at: $0) }
        #expect(zip(rates, rates.dropFirst()).allSatisfy { $0 > $1 })
        #expect(rates.allSatisfy { (0.1...2).contains($0) })
    }
}
