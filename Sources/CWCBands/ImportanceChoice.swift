package import CWCWavelet

/// Chooses an importance map by what it costs: its own bits, and those that a picture wastes where its
/// levels are not those that would serve it best.
///
/// Steps that are off by the factor e^ε waste about 1.44 · ε² bits for each symbol that is not zero, and a
/// level is a quarter of an octave. So where there are few symbols the map follows its own predictions,
/// and where steps are fine it follows the wish.
package struct ImportanceChoice {
    private let wish: BandImportance
    /// What a squared level of difference from the wish wastes in each cell, in 1/256 bits.
    private let waste: [Int]

    /// Chooses near a wish, for a picture that has so many symbols that are not zero in each cell.
    package init(_ wish: BandImportance, symbols: [Int]) {
        precondition(symbols.count == wish.levels.count)
        self.wish = wish
        waste = symbols.map { ($0 + Self.hiddenSymbols) * Self.wasteBySymbol }
    }

    /// Finer steps make some where there were none.
    private static let hiddenSymbols = 2

    /// In 1/256 bits: twice 1.44 · (ln 2 / 4)², which serves MS-SSIM better than once.
    private static let wasteBySymbol = 22

    /// Levels are at most so far from the wish.
    private static let reach = 5

    /// A map that is cheap: no row and no column of it could be cheaper, the others as they are, or
    /// hardly so.
    package var map: BandImportance {
        // Levels that are two apart at first leave fewer ways to get stuck.
        var map = PredictedLevels(
            BandImportance(
                width: wish.width, height: wish.height, levels: wish.levels.map { $0 | 1 }))
        let (height, width) = (wish.height, wish.width)
        for _ in 0..<4 {
            var costs = map.costs
            for y in 0..<height {
                let row = Array(y * width..<(y + 1) * width)
                settle(row, beside: y + 1 < height ? width : nil, of: &map, costs)
            }
            costs = map.costs
            for x in 0..<width {
                let column = Array(stride(from: x, to: height * width, by: width))
                settle(column, beside: x + 1 < width ? 1 : nil, of: &map, costs)
            }
        }
        return BandImportance(width: width, height: height, levels: map.levels.map { Int8($0) })
    }

    /// Gives a row or a column of the map the levels that are cheapest if all others stay: a way through
    /// a trellis. The next line lies `beside` this one, and its predictions change with it.
    func settle(
        _ line: [Int], beside: Int?, of map: inout PredictedLevels, _ costs: PredictedLevels.Costs
    ) {
        let states = 2 * Self.reach + 1
        func level(_ index: Int, _ state: Int) -> Int {
            Int(wish.levels[index]) + state - Self.reach
        }
        // What the cheapest way to each state of a place costs, and where it comes from.
        var sums = [Int](repeating: 0, count: states)
        var origins: [[Int]] = []
        for (place, index) in line.enumerated() {
            var next = [Int](repeating: Self.never, count: states)
            var origin = [Int](repeating: 0, count: states)
            // The cheapest first: soon the others are dearer before their last step.
            let ways = place == 0 ? [0] : sums.indices.sorted { sums[$0] < sums[$1] }
            for state in 0..<states where Self.legal.contains(level(index, state)) {
                map.levels[index] = level(index, state)
                let off = state - Self.reach
                let wasted = off * off * waste[index]
                for last in ways {
                    guard sums[last] + wasted < next[state] else { break }
                    if place > 0 { map.levels[line[place - 1]] = level(line[place - 1], last) }
                    var sum = sums[last] + wasted + map.cost(index, costs)
                    if let beside { sum += map.cost(index + beside, costs) }
                    if sum < next[state] { (next[state], origin[state]) = (sum, last) }
                }
            }
            sums = next
            origins.append(origin)
        }
        var state = sums.indices.min { sums[$0] < sums[$1] } ?? Self.reach
        for (place, index) in line.enumerated().reversed() {
            map.levels[index] = level(index, state)
            state = origins[place][state]
        }
    }

    private static let never = Int.max / 2

    private static let legal =
        Int(BandImportance.legal.lowerBound)...Int(BandImportance.legal.upperBound)
}

extension BandImportance {
    /// A map like this one that is cheaper, for a picture of these coefficients.
    package func economized(
        for pyramid: WaveletPyramid, quality: Int, _ gains: BandGains, _ geometry: BandGeometry
    ) -> BandImportance {
        guard !isEven else { return self }
        let quantizer = BandQuantizer(gains, QualityField(quality: quality, importance: self))
        return ImportanceChoice(
            self, symbols: quantizer.symbols(of: pyramid, geometry).countByCell
        ).map
    }
}
