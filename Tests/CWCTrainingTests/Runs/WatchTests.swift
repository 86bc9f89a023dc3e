import Testing

@testable import CWCTraining

@Suite struct WatchTests {
    private func figures(loss: Double = 1, norm: Double) -> StepFigures {
        StepFigures(
            loss: loss, psnr: nil, bitsPerPixel: 0, gradientNorm: norm, pictureCount: 1,
            alarms: ["own"])
    }

    @Test func nothingUnusual() {
        var watch = Watch()
        for norm in [3.0, 40, 2, 5, 3, 4, 50, 3] {
            #expect(watch.alarms(figures(norm: norm), phase: "a") == ["own"])
        }
    }

    @Test func numbersThatAreNone() {
        var watch = Watch()
        #expect(watch.alarms(figures(loss: .nan, norm: 1), phase: "a") == ["own", "loss is nan"])
        #expect(
            watch.alarms(figures(norm: .infinity), phase: "a") == [
                "own", "gradient is inf: step skipped",
            ])
        #expect(watch.alarms(figures(norm: 1), phase: "a") == ["own"])
    }

    @Test func explodingGradients() {
        var watch = Watch()
        for _ in 0..<5 { _ = watch.alarms(figures(norm: 2), phase: "a") }
        #expect(
            watch.alarms(figures(norm: 60), phase: "a")
                == ["own", "exploding gradient: 30 times the usual norm"])
        // One spike does not move what is usual; a new level does.
        #expect(watch.alarms(figures(norm: 60), phase: "a").count == 2)
        for _ in 0..<25 { _ = watch.alarms(figures(norm: 60), phase: "a") }
        #expect(watch.alarms(figures(norm: 60), phase: "a") == ["own"])
        // Another phase begins anew.
        #expect(watch.alarms(figures(norm: 9000), phase: "b") == ["own"])
    }
}
