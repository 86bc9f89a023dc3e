import Testing

@testable import CWCLearnedOptimizers
@testable import CWCTraining

@Suite struct ResultTableTests {
    private func curve(_ losses: [[Double]]) -> OptimizationCurve {
        var curve = OptimizationCurve()
        for (step, values) in losses.enumerated() { curve.append(step: step, losses: values) }
        return curve
    }

    @Test func statistics() throws {
        let curve = curve([[4, 4, 4, 4], [1, 2, 3, .infinity], [1, 2, 5, .nan]])
        let point = try #require(curve[step: 1])
        #expect(point.mean == 2 && point.median == 2.5 && point.instanceCount == 4)
        // Deviation 1 over three finite instances.
        #expect(abs(point.standardError - 0.57735026919) < 1e-9)
        #expect(point.divergedCount == 1)
        // One is not finite, one is above what it began with.
        #expect(curve[step: 2]?.divergedCount == 2)
        #expect(abs(curve.meanLoss(upTo: 2) - (2 + 8.0 / 3) / 2) < 1e-12)
        #expect(curve[step: 3] == nil)
    }

    @Test func rowsComeBack() throws {
        let folder = try TemporaryFolder()
        let table = ResultTable(path: folder["results.tsv"])
        #expect(try table.rows().isEmpty)
        let source = ResultTable.Source(optimizer: "log", seed: "2")
        try table.append(
            curve([[4, 4], [2, 3], [1, 2]]), problem: "patches", source: source, horizon: 2)
        let rows = try table.rows()
        #expect(rows.map(\.point.step) == [0, 1, 2])
        #expect(rows.allSatisfy { $0.source == source && $0.problem == "patches" })
        #expect(rows[2].point.mean == 1.5 && rows[2].meanSoFar == 2)
        #expect(rows[0].meanSoFar == nil)
        #expect(try table.holds(problem: "patches", optimizer: "log", seed: "2"))
        #expect(try !table.holds(problem: "patches", optimizer: "log", seed: "1"))
    }

    /// The mean over seeds, in Markdown and as a drawing.
    @Test func summary() throws {
        let folder = try TemporaryFolder()
        let table = ResultTable(path: folder["results.tsv"])
        for (seed, end) in [("1", 1.0), ("2", 3.0)] {
            try table.append(
                curve([[4, 4], [end, end]]), problem: "p",
                source: ResultTable.Source(optimizer: "log", seed: seed), horizon: 1)
        }
        let summary = ResultSummary(try table.rows(), steps: [1, 9], horizon: 1)
        let entry = try #require(summary.entries.first)
        #expect(summary.entries.count == 1 && entry.seedCount == 2)
        let cell = try #require(entry.cells[0])
        #expect(cell.mean == 2 && cell.seedRange == 1...3 && cell.instanceCount == 4)
        #expect(entry.cells[1] == nil && entry.meanSoFar == 2)
        #expect(summary.markdown.last == "| log | – | 2 | 2.000 ± 0.000 | – | 2.000 | 0 of 4 |")
        #expect(summary.drawing(horizon: 1).contains(">log</text>"))
    }

    @Test func keptStepsAreMeasured() {
        let kept = ResultTable.keptSteps(500, horizon: 100)
        let measured = Set(ResultTable.measuredSteps(500, horizon: 100))
        #expect([20, 50, 100, 200, 500].allSatisfy(kept.contains))
        #expect(kept.dropFirst().allSatisfy(measured.contains))
        #expect((1...100).allSatisfy(measured.contains))
    }
}
