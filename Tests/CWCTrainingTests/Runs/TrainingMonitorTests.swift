import Testing

@testable import CWCTraining

@Suite struct TrainingMonitorTests {
    private func figures(loss: Double = 1, norm: Double) -> StepFigures {
        StepFigures(
            loss: loss, psnr: nil, bitsPerPixel: 0, gradientNorm: norm, pictureCount: 1,
            alarms: ["own"])
    }

    @Test func nothingUnusual() {
        var monitor = TrainingMonitor()
        for norm in [3.0, 40, 2, 5, 3, 4, 50, 3] {
            #expect(monitor.alarms(figures(norm: norm), phase: "a") == ["own"])
        }
    }

    @Test func numbersThatAreNone() {
        var monitor = TrainingMonitor()
        #expect(monitor.alarms(figures(loss: .nan, norm: 1), phase: "a") == ["own", "loss is nan"])
        #expect(
            monitor.alarms(figures(norm: .infinity), phase: "a") == [
                "own", "gradient is inf: step skipped",
            ])
        #expect(monitor.alarms(figures(norm: 1), phase: "a") == ["own"])
    }

    @Test func explodingGradients() {
        var monitor = TrainingMonitor()
        for _ in 0..<5 { _ = monitor.alarms(figures(norm: 2), phase: "a") }
        #expect(
            monitor.alarms(figures(norm: 60), phase: "a")
                == ["own", "exploding gradient: 30 times the usual norm"])
        // One spike does not move what is usual; a new level does.
        #expect(monitor.alarms(figures(norm: 60), phase: "a").count == 2)
        for _ in 0..<25 { _ = monitor.alarms(figures(norm: 60), phase: "a") }
        #expect(monitor.alarms(figures(norm: 60), phase: "a") == ["own"])
        // Another phase begins anew.
        #expect(monitor.alarms(figures(norm: 9000), phase: "b") == ["own"])
    }
}
