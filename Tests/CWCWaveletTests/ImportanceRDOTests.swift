import CWCBitstream
import CWCTestSupport
import Testing

@testable import CWCWavelet

@Suite struct ImportanceRDOTests {
    /// Two halves that differ, with some unrest in each.
    private func target(width: Int = 20, height: Int = 12) -> WaveletImportanceMap {
        var random = SeededRandom(seed: 8)
        return WaveletImportanceMap(
            width: width, height: height,
            offsets: (0..<width * height).map { cell in
                (cell % width < width / 2 ? -3 : 5) + Int8.random(in: -2...2, using: &random)
            })
    }

    private func optimization(symbols: Int, of target: WaveletImportanceMap) -> ImportanceRDO {
        ImportanceRDO(
            target, nonzeroByCell: [Int](repeating: symbols, count: target.offsets.count))
    }

    /// Few symbols are not worth the bits of a restless map, many are.
    @Test func mapsCostWhatTheyAreWorth() {
        let target = target()
        let few = optimization(symbols: 1, of: target).map
        let some = optimization(symbols: 12, of: target).map
        #expect(4 * few.byteCount < target.byteCount)
        #expect(few.byteCount < some.byteCount)
        #expect(some.byteCount < target.byteCount)
        #expect(optimization(symbols: 10_000, of: target).map == target)
        // The halves are still two.
        let sums = [0..<10, 10..<20].map { columns in
            few.offsets.enumerated().filter { columns.contains($0.offset % 20) }
                .reduce(0) { $0 + Int($1.element) }
        }
        #expect(sums[0] < -200 && sums[1] > 400)
    }

    @Test func offsetsStayLegal() {
        for offset in [
            WaveletImportanceMap.legal.lowerBound, WaveletImportanceMap.legal.upperBound,
        ] {
            let target = WaveletImportanceMap(
                width: 3, height: 2, offsets: [offset, 0, offset, offset, offset, 0])
            let map = optimization(symbols: 0, of: target).map
            #expect(map.offsets.allSatisfy(WaveletImportanceMap.legal.contains))
            #expect(optimization(symbols: 10_000, of: target).map == target)
        }
        let one = WaveletImportanceMap(width: 1, height: 1, offsets: [4])
        #expect(optimization(symbols: 10_000, of: one).map == one)
    }

    /// The trellis finds the best of all rows and of all columns.
    @Test(arguments: [true, false]) func linesAreTheCheapest(isRow: Bool) {
        let target = target(width: 3, height: 3)
        let optimization = optimization(symbols: 3, of: target)
        var map = ImportanceMapRate(target)
        let costs = map.costs
        let (line, nextLine) = isRow ? ([3, 4, 5], 3) : ([1, 4, 7], 1)
        func cost(_ map: ImportanceMapRate) -> Int {
            map.offsets.indices.reduce(0) { sum, index in
                let off = map.offsets[index] - Int(target.offsets[index])
                return sum + map.cost(index, costs) + off * off * (3 + 2) * 22
            }
        }
        var least = Int.max
        for first in -5...5 {
            for second in -5...5 {
                for third in -5...5 {
                    for (index, off) in zip(line, [first, second, third]) {
                        map.offsets[index] = Int(target.offsets[index]) + off
                    }
                    least = min(least, cost(map))
                }
            }
        }
        map = ImportanceMapRate(target)
        optimization.optimize(line, next: nextLine, of: &map, costs)
        #expect(cost(map) == least)
    }

    /// What levels are said to cost is what they cost, but for what counters have yet to learn.
    @Test func costsAreThoseOfTheCoder() {
        let target = target(width: 40, height: 40)
        let map = ImportanceMapRate(target)
        let costs = map.costs
        let bits = map.offsets.indices.reduce(0) { $0 + map.cost($1, costs) }
        let real = target.byteCount * 8 * 256
        #expect(abs(bits - real) < real / 20)
    }

    @Test func symbolsAreCountedByCell() {
        let geometry = WaveletGeometry(imageWidth: 40, imageHeight: 20, levels: 5)
        var symbols = SubbandSymbols(geometry)
        func set(_ level: Int, _ y: Int, _ x: Int, _ subband: Int) {
            let width = geometry.size(level).width
            symbols.details[level - 1][(y * width + x) * WaveletGeometry.subbands + subband] = -1
        }
        set(1, 7, 8, 0)  // Row 0, column 1 of the cells.
        set(1, 8, 7, 8)  // Row 1, column 0.
        set(2, 3, 4, 2)  // Row 0, column 1.
        set(4, 1, 2, 5)  // Row 1, column 2.
        set(5, 0, 0, 5)  // Coarser than cells.
        #expect(symbols.nonzeroByCell == [0, 2, 0, 0, 1, 0, 1, 0])
    }
}
