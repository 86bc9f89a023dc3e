import CWCFigures
import CWCNetwork
import CWCSeed
import CWCTraining
import Testing

@Suite struct SeedPlanTests {
    private func phase(_ name: String, steps: Int, rate: Double = 1) -> SeedPhase {
        SeedPhase(
            name: name, objective: .uniform, stepCount: steps, batchSize: 2, cropSide: 16,
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

@Suite struct SeedPlanParsingTests {
    private func plan(_ text: String) throws -> SeedPlan {
        var reader = try ConfigReader(JSON(parsing: Array(text.utf8)), path: "plan")
        let plan = try SeedPlan(parsing: &reader)
        try reader.finish()
        return plan
    }

    @Test func everyKey() throws {
        let plan = try plan(
            """
            {"planes": 128, "levels": 32, "width_eighths": 4, "seed": 9, "start": "random",
             "start_code": "thermometer", "binarizer": "clipped", "mask_gradient": "ramp",
             "distortion": "squared", "gradient_limit": 5, "optimizer": "muon",
             "precision": "float32", "rate": {"target": 0.3, "weight": 5},
             "shift": {"from": -1, "to": 2}, "level_exponent": 1, "level_contrast": 0.5,
             "mask_gradient_scale": 2, "importance_trunk_share": 1,
             "phases": [
               {"objective": "whole", "steps": 3, "batch": 8, "crop": 64, "learning_rate": 1e-4,
                "schedule": "constant"},
               {"name": "second", "objective": "map", "steps": 4, "learning_rate": 1e-5,
                "analysis_rate": 0.5, "importance_rate": 0.25}]}
            """)
        #expect(
            plan.architecture == SeedArchitecture(planes: 128, levels: 32, widthEighths: 4))
        #expect(plan.seed == 9 && plan.start == .random && !plan.autocast)
        #expect(plan.startCode == .thermometer && plan.binarization == .clipped)
        #expect(plan.maskGradient == .ramp && plan.distortion == .squared)
        #expect(plan.gradientLimit == 5 && plan.optimizer == .muon)
        #expect(plan.targetImportance == 0.3 && plan.rateWeight == 5)
        #expect(plan.shiftRange == -1...2)
        #expect(plan.levelExponent == 1 && plan.levelContrast == 0.5)
        #expect(plan.maskGradientScale == 2 && plan.importanceTrunkShare == 1)
        #expect(plan.phases.map(\.name) == ["whole", "second"])
        #expect(plan.phases.map(\.objective) == [.whole, .map])
        #expect(plan.phases.map(\.stepCount) == [3, 4])
        #expect(plan.phases.map(\.batchSize) == [8, 4])
        #expect(plan.phases.map(\.cropSide) == [64, 128])
        #expect(plan.phases.map(\.schedule) == [.constant, .cosine])
        #expect(plan.phases.map(\.analysisRate) == [1, 0.5])
        #expect(plan.phases.map(\.importanceRate) == [1, 0.25])
        #expect(plan.phases[0].learningRate(at: 0) == 1e-4)
    }

    @Test func refusals() throws {
        let phase = #"{"objective": "map", "steps": 1, "learning_rate": 1}"#
        let cases: [(String, String, String)] = [
            ("{}", "plan.phases", "is missing"),
            (#"{"phases": []}"#, "plan.phases", "has no step"),
            (
                #"{"planes": 60, "phases": [\#(phase)]}"#, "plan.levels",
                "must divide the planes"
            ),
            (
                #"{"width_eighths": 1, "phases": [\#(phase)]}"#, "plan.start",
                "needs 'width_eighths' of at least 2 to be 'linear'"
            ),
            (
                #"{"phases": [{"objective": "map", "steps": 1, "learning_rate": 1, "crop": 12}]}"#,
                "plan.phases[0].crop", "must be a multiple of 8"
            ),
            (
                #"{"phases": [\#(phase)], "widht_eighths": 8}"#, "plan.widht_eighths",
                "is no key that this configuration has"
            ),
            (
                #"{"phases": [{"objective": "map", "steps": 1, "learning_rate": 1, "bach": 1}]}"#,
                "plan.phases[0].bach", "is no key that this configuration has"
            ),
        ]
        for (text, key, reason) in cases {
            #expect(throws: ConfigError(key: key, reason)) { try plan(text) }
        }
    }
}
