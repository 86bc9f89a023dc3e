import CWCFigures
import CWCTestSupport
import CWCWavelet
import Testing

@testable import CWCTraining

@Suite struct WaveletPlanTests {
    /// Weights scale the steps of their subbands, and of no others.
    @Test func subbandWeightsScaleSteps() throws {
        #expect(SubbandWeights.even(levels: 6).baseSteps == .equalError(levels: 6))
        let text = #"{"levels": [2, 1], "chroma": 0.5, "ll": 3}"#
        var reader = try ConfigReader(JSON(parsing: Array(text.utf8)[...]))
        let baseSteps = try SubbandWeights(parsing: &reader, levels: 2).baseSteps
        let even = BaseQuantizationSteps.equalError(levels: 2)
        func factors(_ steps: [UInt32], _ even: [UInt32]) -> [Double] {
            zip(steps, even).map { (Double($0) / Double($1) * 1000).rounded() / 1000 }
        }
        #expect(factors(baseSteps.ll, even.ll) == [3, 1.5, 1.5])
        #expect(
            factors(baseSteps.details[0], even.details[0]) == [2, 2, 2, 1, 1, 1, 1, 1, 1])
        #expect(
            factors(baseSteps.details[1], even.details[1])
                == [1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
        var wrong = try ConfigReader(JSON(parsing: Array(text.utf8)[...]))
        #expect(throws: ConfigError.self) { try SubbandWeights(parsing: &wrong, levels: 3) }
    }

    @Test func parses() throws {
        let text = """
            {"profile": "main", "seed": 7, "optimizer": "adam", "phases": [
              {"name": "a", "steps": 10, "batch": 8, "crop": 128, "learning_rate": 0.001},
              {"name": "b", "steps": 5, "batch": 4, "crop": 256, "learning_rate": 0.001,
               "final_learning_rate": 0}]}
            """
        var reader = try ConfigReader(JSON(parsing: Array(text.utf8)[...]))
        let plan = try WaveletPlan(parsing: &reader)
        try reader.finish()
        #expect(plan.seed == 7)
        #expect(plan.optimizer == .adam)
        #expect(plan.stepCount == 15)
        #expect(plan.largestCrop == 256)
        #expect(plan.phase(at: 12).phase.name == "b")
        #expect(plan.learningRate(at: 0) == 1e-5)
        #expect(plan.phases[0].learningRate(at: 9) == 1e-3)
        #expect(plan.phases[1].learningRate(at: 5) == 0)
        #expect(plan.qualities == 0...100)
    }

    @Test(arguments: ["[40, 40]", "[60, 40]", "[40]", "[0, 101]"])
    func qualitiesAreARange(_ qualities: String) throws {
        let text = """
            {"qualities": \(qualities), "phases": [
              {"name": "a", "steps": 1, "batch": 1, "crop": 64, "learning_rate": 0}]}
            """
        var reader = try ConfigReader(JSON(parsing: Array(text.utf8)[...]))
        guard qualities == "[40, 40]" else {
            #expect(throws: ConfigError.self) { try WaveletPlan(parsing: &reader) }
            return
        }
        #expect(try WaveletPlan(parsing: &reader).qualities == 40...40)
    }

    /// Probabilities learn from the symbols of a crop once.
    @Test(arguments: [[#""post_filter""#], [#""probabilities""#], []])
    func poolsAreForThePostFilter(learning: [String]) throws {
        let text = """
            {"effort": 2, "reuse": 3, "pool": 64, "learning": [\(learning.joined())], "phases": [
              {"name": "a", "steps": 1, "batch": 1, "crop": 64, "learning_rate": 0}]}
            """
        var reader = try ConfigReader(JSON(parsing: Array(text.utf8)[...]))
        guard learning == [#""post_filter""#] else {
            #expect(throws: ConfigError.self) { try WaveletPlan(parsing: &reader) }
            return
        }
        let plan = try WaveletPlan(parsing: &reader)
        #expect(plan.effort == 2 && plan.reuse == 3 && plan.poolSize == 64)
    }

    @Test func networksDepartFromTheProfile() throws {
        let text = """
            {"profile": "lite", "learning": ["probabilities"],
             "networks": {"post_filter_blocks": 3, "head_widths": [1, 2, 3, 4, 5, 6]}, "phases": [
              {"name": "a", "steps": 1, "batch": 1, "crop": 64, "learning_rate": 0}]}
            """
        func parsed(_ text: String) throws -> WaveletPlan {
            var reader = try ConfigReader(JSON(parsing: Array(text.utf8)[...]))
            return try WaveletPlan(parsing: &reader)
        }
        let plan = try parsed(text)
        var expected = WaveletArchitecture.lite
        expected.postFilterBlocks = 3
        expected.headWidths = [1, 2, 3, 4, 5, 6]
        #expect(plan.architecture == expected)
        #expect(plan.learning == [.probabilities])
        for (right, wrong) in [
            ("[1, 2, 3, 4, 5, 6]", "[1, 2, 3]"), ("4, 5, 6]", "4, 5, 6.5]"),
            ("\"probabilities\"", "\"everything\""), ("blocks\": 3", "blocks\": -1"),
        ] {
            let text = text.replacing(right, with: wrong)
            #expect(throws: ConfigError.self) { _ = try parsed(text) }
        }
    }

    @Test func cropsMustFitTheLevels() throws {
        let text = """
            {"phases": [{"name": "a", "steps": 1, "batch": 1, "crop": 100, "learning_rate": 0}]}
            """
        var reader = try ConfigReader(JSON(parsing: Array(text.utf8)[...]), path: "plan")
        #expect(
            throws: ConfigError(key: "plan.phases[0].crop", "must be a multiple of 64")
        ) {
            try WaveletPlan(parsing: &reader)
        }
    }
}
