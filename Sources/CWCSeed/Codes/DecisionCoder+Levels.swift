import CWCBitstream

extension DecisionCoder {
    /// Codes the levels of a map in raster order, each as a walk down a tree of halves. Spec
    /// seed §5.3.1.
    mutating func code(levels: inout [UInt8], geometry: CodeGeometry) throws(Failure) {
        let width = geometry.width
        var counters = (0..<geometry.levels).flatMap { _ in LevelNeighbours.counters }
        for row in 0..<geometry.height {
            for column in 0..<width {
                let position = row * width + column
                let neighbours = LevelNeighbours(of: levels, row: row, column: column, width: width)
                let level = Int(levels[position])
                // The level is at least `low`; halves of 2^depth levels are told apart.
                var low = 0
                for depth in (0..<geometry.bitsPerLevel).reversed() {
                    let middle = low + (1 << depth)
                    guard middle < geometry.levels else { continue }
                    let context =
                        LevelNeighbours.counters.count * middle + neighbours.count(from: middle)
                    low += Int(code(level >= middle ? 1 : 0, &counters[context])) << depth
                }
                levels[position] = UInt8(low)
            }
            try check()
        }
    }
}

/// The levels to the left, above and above right of a position. Outside the map the next of them
/// that is inside stands in.
private struct LevelNeighbours {
    private let left: UInt8
    private let above: UInt8
    private let aboveRight: UInt8

    /// What is expected of a level when none, one, two and all of the three are high enough.
    static let counters = [2048, 20000, 45536, 63488].map { Counter($0, seen: 2) }

    init(of levels: [UInt8], row: Int, column: Int, width: Int) {
        let position = row * width + column
        let hasAbove = row > 0
        left = column > 0 ? levels[position - 1] : hasAbove ? levels[position - width] : 0
        above = hasAbove ? levels[position - width] : left
        aboveRight = hasAbove && column < width - 1 ? levels[position - width + 1] : above
    }

    /// How many of the three are `middle` or more.
    func count(from middle: Int) -> Int {
        (Int(left) >= middle ? 1 : 0) + (Int(above) >= middle ? 1 : 0)
            + (Int(aboveRight) >= middle ? 1 : 0)
    }
}
