import CWCSeed
import Testing

@Suite struct EncoderTablesTests {
    let tables = EncoderTables(
        thresholds: [-256, 0, 0, 300],
        qualityShifts: [.min, -2000, -1500, -1000, -500, 0, 500, 1000, 1503, 2000, .max])

    @Test func knotsAreExact() {
        for (index, shift) in tables.qualityShifts.enumerated() {
            #expect(tables.shift(quality: 1000 * index) == Int(shift))
        }
    }

    /// Spec model §3.5: between knots, to nearest, halves upward.
    @Test(arguments: [
        (1500, -1750), (7001, 1001), (7500, 1252), (7002, 1001), (7999, 1502), (1, -32737),
        (9001, 2031), (9999, 32736),
    ])
    func between(quality: Int, expected: Int) {
        #expect(tables.shift(quality: quality) == expected)
    }

    @Test func shiftsNeverFall() {
        let shifts = (0...10_000).map(tables.shift)
        #expect(zip(shifts, shifts.dropFirst()).allSatisfy { $0 <= $1 })
    }

    @Test(arguments: [
        (Int16(-257), 0, 0), (-256, 0, 1), (-1, 0, 1), (0, 0, 3), (299, 0, 3), (300, 0, 4),
        (.min, 0, 0), (.max, 0, 4), (.max, -65_000, 0), (.min, 65_000, 4), (-301, 300, 1),
    ])
    func levels(logit: Int16, shift: Int, expected: Int) {
        #expect(tables.level(logit: logit, shift: shift) == expected)
    }

    @Test func fallingTablesTrap() async {
        await #expect(processExitsWith: .failure) {
            _ = EncoderTables(
                thresholds: [1, 0], qualityShifts: Array(repeating: 0, count: 11))
        }
    }
}
