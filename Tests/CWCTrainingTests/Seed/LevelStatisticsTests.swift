import Testing

@testable import CWCTraining

@Suite struct LevelStatisticsTests {
    @Test func spread() {
        let statistics = LevelStatistics([0, 0, 4, 4, 15, 15, 15, 15], of: 16)
        #expect(statistics.mean == 8.5)
        #expect(abs(statistics.deviation - 6.652) < 1e-3)
        #expect(statistics.quarters == [0.25, 0.25, 0, 0.5])
        #expect(statistics.entropy == 1.5)
        #expect(statistics.commonest == 15 && statistics.largestShare == 0.5)
    }

    @Test func oneLevel() {
        let statistics = LevelStatistics([3, 3, 3], of: 4)
        #expect(statistics.deviation == 0 && statistics.entropy == 0)
        #expect(statistics.largestShare == 1 && statistics.quarters == [0, 0, 0, 1])
    }
}
