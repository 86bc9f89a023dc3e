import CWCFigures
import CWCImageIO
import CWCTestSupport
import CWCTraining
import Testing

@Suite struct RunConfigTests {
    private func config(_ text: String) throws -> RunConfig {
        try RunConfig(parsing: Array(text.utf8))
    }

    private let plan =
        #""plan": {"phases": [{"objective": "map", "steps": 3, "learning_rate": 1}]}"#

    @Test(arguments: [
        ("seed-without-map", 160_000), ("seed-with-map-64", 640_000),
        ("seed-with-map-128", 640_000), ("seed-variable-rate", 45_500), ("seed-sparse", 18_500),
    ])
    func configurationsThatShip(name: String, steps: Int) throws {
        let path = "\(packageFolder)/Sources/cwc-train/configs/\(name).json"
        let config = try RunConfig(parsing: readFile(path))
        #expect(config.model == "seed")
        #expect(try config.outline.stepCount == steps)
        #expect(try config.outline.largestCrop == 128)
    }

    @Test(arguments: [
        ("wavelet-main", 120_000, 1.0), ("wavelet-main-msssim", 7000, 2.0),
        ("wavelet-main-visual", 12_750, 1.74), ("wavelet-main-post-filter", 21_250, 1.0),
        ("wavelet-main-msssim-post-filter", 12_750, 2.0),
        ("wavelet-lite", 16_400, 1.0), ("wavelet-lite-post-filter", 25_500, 1.0),
        ("experiments/rate-every", 5200, 1.0), ("experiments/rate-fixed", 5200, 1.0),
        ("experiments/contexts-narrow", 5200, 1.0),
    ])
    func configurationsOfTheWaveletFamily(name: String, steps: Int, finest: Double) throws {
        let path = "\(packageFolder)/Sources/cwc-train/configs/\(name).json"
        let config = try RunConfig(parsing: readFile(path))
        #expect(config.model == "wavelet")
        #expect(try config.outline.stepCount == steps)
        let plan = try #require(try config.outline as? WaveletPlan)
        #expect(plan.quantization.weights.levels[0] == finest)
    }

    /// What a run's folder keeps is the configuration itself, with what was changed in it.
    @Test func textComesBack() throws {
        var config = try config(
            #"{"about": "a \"test\"", "model": "seed", "data": ["a.tar"], "log_every": 7,"#
                + #" "validation": {"data": ["v"], "pictures": 3, "every": 9, "qualities": [5]},"#
                + #" "export": {"stream_bits": 10, "map_contrast": 0.5}, \#(plan)}"#)
        config.data = ["/b/c.tar", "d"]
        let text = config.serialized
        let again = try RunConfig(parsing: Array(text.utf8))
        #expect(again.serialized == text)
        #expect(again.data == ["/b/c.tar", "d"] && again.validationData == ["v"])
        #expect(again.logInterval == 7 && again.checkpointInterval == 1000)
        #expect(again.validationCount == 3 && again.validationInterval == 9)
        #expect(again.qualities == [5] && again.mapContrast == 0.5)
        #expect(again.bits == ActivationBits(stream: 10, branch: 8))
        #expect(try again.outline.stepCount == 3)
    }

    @Test func refusals() throws {
        let cases = [
            ("", "byte 0: a value expected"),
            ("[]", "no JSON object"),
            ("{\(plan)}", "'model' is missing"),
            (#"{"model": "sed", \#(plan)}"#, "'model' is 'sed', must be one of 'seed'"),
            (#"{"model": "seed"}"#, "'plan' is missing"),
            (
                #"{"model": "seed", "dta": [], \#(plan)}"#,
                "'dta' is no key that this configuration has"
            ),
            (
                #"{"model": "seed", "plan": {"phases": [{"objective": "nap"}]}}"#,
                "'plan.phases[0].objective' is 'nap', must be one of "
            ),
            (
                #"{"model": "seed", "validation": {"evry": 1}, \#(plan)}"#,
                "'validation.evry' is no key that this configuration has"
            ),
        ]
        for (text, message) in cases {
            let error = #expect(throws: ConfigError.self) { try config(text) }
            #expect(error?.description.hasPrefix(message) == true)
        }
    }
}
