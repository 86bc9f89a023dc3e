import CWCBitstream
import CWCTestSupport
import CWCWavelet
import Testing

@testable import CWCBands

@Suite struct ImportanceChoiceTests {
    /// Two halves that differ, with some unrest in each.
    private func wish(width: Int = 20, height: Int = 12) -> BandImportance {
        var random = SeededRandom(seed: 8)
        return BandImportance(
            width: width, height: height,
            levels: (0..<width * height).map { cell in
                (cell % width < width / 2 ? -3 : 5) + Int8.random(in: -2...2, using: &random)
            })
    }

    private func choice(symbols: Int, of wish: BandImportance) -> ImportanceChoice {
        ImportanceChoice(
            wish, symbols: [Int](repeating: symbols, count: wish.levels.count))
    }

    /// Few symbols are not worth the bits of a restless map, many are.
    @Test func mapsCostWhatTheyAreWorth() {
        let wish = wish()
        let few = choice(symbols: 1, of: wish).map
        let some = choice(symbols: 12, of: wish).map
        #expect(4 * few.payload.count < wish.payload.count)
        #expect(few.payload.count < some.payload.count)
        #expect(some.payload.count < wish.payload.count)
        #expect(choice(symbols: 10_000, of: wish).map == wish)
        // The halves are still two.
        let sums = [0..<10, 10..<20].map { columns in
            few.levels.enumerated().filter { columns.contains($0.offset % 20) }
                .reduce(0) { $0 + Int($1.element) }
        }
        #expect(sums[0] < -200 && sums[1] > 400)
    }

    @Test func levelsStayLegal() {
        for level in [BandImportance.legal.lowerBound, BandImportance.legal.upperBound] {
            let wish = BandImportance(
                width: 3, height: 2, levels: [level, 0, level, level, level, 0])
            let map = choice(symbols: 0, of: wish).map
            #expect(map.levels.allSatisfy(BandImportance.legal.contains))
            #expect(choice(symbols: 10_000, of: wish).map == wish)
        }
        let one = BandImportance(width: 1, height: 1, levels: [4])
        #expect(choice(symbols: 10_000, of: one).map == one)
    }

    /// The trellis finds the best of all rows and of all columns.
    @Test(arguments: [true, false]) func linesAreTheCheapest(isRow: Bool) {
        let wish = wish(width: 3, height: 3)
        let choice = choice(symbols: 3, of: wish)
        var map = PredictedLevels(wish)
        let costs = map.costs
        let (line, beside) = isRow ? ([3, 4, 5], 3) : ([1, 4, 7], 1)
        func cost(_ map: PredictedLevels) -> Int {
            map.levels.indices.reduce(0) { sum, index in
                let off = map.levels[index] - Int(wish.levels[index])
                return sum + map.cost(index, costs) + off * off * (3 + 2) * 22
            }
        }
        var least = Int.max
        for first in -5...5 {
            for second in -5...5 {
                for third in -5...5 {
                    for (index, off) in zip(line, [first, second, third]) {
                        map.levels[index] = Int(wish.levels[index]) + off
                    }
                    least = min(least, cost(map))
                }
            }
        }
        map = PredictedLevels(wish)
        choice.settle(line, beside: beside, of: &map, costs)
        #expect(cost(map) == least)
    }

    /// What levels are said to cost is what they cost, but for what counters have yet to learn.
    @Test func costsAreThoseOfTheCoder() {
        let wish = wish(width: 40, height: 40)
        let map = PredictedLevels(wish)
        let costs = map.costs
        let bits = map.levels.indices.reduce(0) { $0 + map.cost($1, costs) }
        let real = wish.payload.count * 8 * 256
        #expect(abs(bits - real) < real / 20)
    }

    @Test func symbolsAreCountedByCell() {
        let geometry = BandGeometry(imageWidth: 40, imageHeight: 20, levels: 5)
        var symbols = BandSymbols(geometry)
        func set(_ level: Int, _ y: Int, _ x: Int, _ band: Int) {
            let width = geometry.size(level).width
            symbols.details[level - 1][(y * width + x) * BandGeometry.bands + band] = -1
        }
        set(1, 7, 8, 0)  // Row 0, column 1 of the cells.
        set(1, 8, 7, 8)  // Row 1, column 0.
        set(2, 3, 4, 2)  // Row 0, column 1.
        set(4, 1, 2, 5)  // Row 1, column 2.
        set(5, 0, 0, 5)  // Coarser than cells.
        #expect(symbols.countByCell == [0, 2, 0, 0, 1, 0, 1, 0])
    }
}
