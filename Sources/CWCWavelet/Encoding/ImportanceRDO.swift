/// Rate–distortion optimisation of an importance map: its own bits against those that a picture wastes
/// where offsets are not those that would serve it best.
///
/// Steps that are off by the factor e^ε waste about 1.44 · ε² bits for each nonzero symbol, and an
/// offset of 1 is a quarter of an octave. So where there are few symbols the map follows its own
/// predictions, and where steps are fine it follows the target.
package struct ImportanceRDO {
    private let target: WaveletImportanceMap
    /// What a squared difference of 1 from the target wastes in each cell, in 1/256 bits.
    private let waste: [Int]

    /// Optimises near a target, for a picture that has so many nonzero symbols in each cell.
    package init(_ target: WaveletImportanceMap, nonzeroByCell: [Int]) {
        precondition(nonzeroByCell.count == target.offsets.count)
        self.target = target
        waste = nonzeroByCell.map { ($0 + Self.hiddenSymbols) * Self.wasteBySymbol }
    }

    /// Finer steps make some where there were none.
    private static let hiddenSymbols = 2

    /// In 1/256 bits: twice 1.44 · (ln 2 / 4)², which serves MS-SSIM better than once.
    private static let wasteBySymbol = 22

    /// Offsets are at most so far from the target.
    private static let reach = 5

    /// A map that is cheap: no row and no column of it could be cheaper, the others as they are, or
    /// hardly so.
    package var map: WaveletImportanceMap {
        // Offsets that are two apart at first leave fewer ways to get stuck.
        var map = ImportanceMapRate(
            WaveletImportanceMap(
                width: target.width, height: target.height,
                offsets: target.offsets.map { $0 | 1 }))
        let (height, width) = (target.height, target.width)
        for _ in 0..<4 {
            var costs = map.costs
            for y in 0..<height {
                let row = Array(y * width..<(y + 1) * width)
                optimize(row, next: y + 1 < height ? width : nil, of: &map, costs)
            }
            costs = map.costs
            for x in 0..<width {
                let column = Array(stride(from: x, to: height * width, by: width))
                optimize(column, next: x + 1 < width ? 1 : nil, of: &map, costs)
            }
        }
        return WaveletImportanceMap(
            width: width, height: height, offsets: map.offsets.map { Int8($0) })
    }

    /// Gives a row or a column of the map the offsets that are cheapest if all others stay: the
    /// cheapest path through a trellis. The predictions of the `next` line change with it.
    func optimize(
        _ line: [Int], next nextLine: Int?, of map: inout ImportanceMapRate,
        _ costs: ImportanceMapRate.Costs
    ) {
        let states = 2 * Self.reach + 1
        func offset(_ index: Int, _ state: Int) -> Int {
            Int(target.offsets[index]) + state - Self.reach
        }
        // What the cheapest path to each state of a place costs, and where it comes from.
        var sums = [Int](repeating: 0, count: states)
        var origins: [[Int]] = []
        for (place, index) in line.enumerated() {
            var next = [Int](repeating: Self.never, count: states)
            var origin = [Int](repeating: 0, count: states)
            // The cheapest first: soon the others are dearer before their last step.
            let paths = place == 0 ? [0] : sums.indices.sorted { sums[$0] < sums[$1] }
            for state in 0..<states where Self.legal.contains(offset(index, state)) {
                map.offsets[index] = offset(index, state)
                let difference = state - Self.reach
                let wasted = difference * difference * waste[index]
                for last in paths {
                    guard sums[last] + wasted < next[state] else { break }
                    if place > 0 { map.offsets[line[place - 1]] = offset(line[place - 1], last) }
                    var sum = sums[last] + wasted + map.cost(index, costs)
                    if let nextLine { sum += map.cost(index + nextLine, costs) }
                    if sum < next[state] { (next[state], origin[state]) = (sum, last) }
                }
            }
            sums = next
            origins.append(origin)
        }
        var state = sums.indices.min { sums[$0] < sums[$1] } ?? Self.reach
        for (place, index) in line.enumerated().reversed() {
            map.offsets[index] = offset(index, state)
            state = origins[place][state]
        }
    }

    private static let never = Int.max / 2

    private static let legal =
        Int(WaveletImportanceMap.legal.lowerBound)...Int(WaveletImportanceMap.legal.upperBound)
}

extension WaveletImportanceMap {
    /// A map like this one that is cheaper within a tile, for a picture of these coefficients.
    package func rateOptimized(
        in tile: WaveletTile, for pyramid: WaveletPyramid, quality: Int,
        _ baseSteps: BaseQuantizationSteps, _ geometry: WaveletGeometry
    ) -> WaveletImportanceMap {
        guard !isEven else { return self }
        let own = part(tile)
        let symbols = SubbandQuantizer(baseSteps, QualityMap(quality: quality, importance: own))
            .symbols(of: pyramid.part(tile, of: geometry), tile.geometry)
        return inserting(
            ImportanceRDO(own, nonzeroByCell: symbols.nonzeroByCell).map, at: tile)
    }
}
