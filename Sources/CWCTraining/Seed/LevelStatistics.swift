/// How levels are spread over the positions of a batch.
struct LevelStatistics {
    let mean: Double
    let deviation: Double
    /// Shares of the lowest quarter of levels, the second, the third and the highest.
    let quarters: [Double]
    /// Zero-order entropy, bits a position.
    let entropy: Double
    /// The commonest level, and its share.
    let commonest: Int
    let largestShare: Double

    init(_ values: [Int], of levels: Int) {
        var counts = [Int](repeating: 0, count: levels)
        for value in values { counts[min(max(value, 0), levels - 1)] += 1 }
        let total = Double(max(1, values.count))
        let shares = counts.map { Double($0) / total }
        let mean = shares.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
        self.mean = mean
        deviation = shares.enumerated().reduce(0) { sum, share in
            let distance = Double(share.offset) - mean
            return sum + distance * distance * share.element
        }.squareRoot()
        quarters = (0..<4).map { quarter in
            shares[(quarter * levels / 4)..<((quarter + 1) * levels / 4)].reduce(0, +)
        }
        entropy = shares.reduce(0) { $1 > 0 ? $0 - $1 * logarithm2($1) : $0 }
        commonest = shares.indices.max { shares[$0] < shares[$1] } ?? 0
        largestShare = shares.max() ?? 0
    }
}
