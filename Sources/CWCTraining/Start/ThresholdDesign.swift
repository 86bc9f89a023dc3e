/// Which threshold of which component each code plane tells, when every plane says "above it".
///
/// Such a code (a thermometer) takes a plane for each threshold, where a Gray code takes one for
/// each doubling. In return every plane grows with its component: the gradient of a plane points
/// the right way, while behind the folds of a Gray code half of the signs are wrong. Thresholds are
/// chosen greedily, the one that lowers the squared error most comes first.
struct ThresholdDesign {
    struct Plane: Hashable {
        var component: Int
        var threshold: Float
    }

    /// The threshold of each plane, in order.
    private(set) var planes: [Plane] = []

    /// - Parameters:
    ///   - samples: a sample of each component.
    ///   - variances: what a unit of squared error in each component costs.
    ///   - count: planes to fill.
    init(samples: [[Float]], variances: [Float], count: Int) {
        var components = samples.map(Cells.init)
        var bests = components.map(\.bestSplit)
        for _ in 0..<count {
            let chosen =
                bests.indices.max {
                    bests[$0].gain * Double(variances[$0]) < bests[$1].gain * Double(variances[$1])
                } ?? 0
            let threshold = bests[chosen].threshold
            planes.append(Plane(component: chosen, threshold: threshold))
            components[chosen].split(at: threshold)
            bests[chosen] = components[chosen].bestSplit
        }
    }

    /// A component's sample, cut at the thresholds so far.
    private struct Cells {
        private let values: [Float]
        /// Sums of the first values.
        private let sums: [Double]
        /// Indices of the values where cells begin, with the end.
        private var borders: [Int]

        init(_ samples: [Float]) {
            values = samples.sorted()
            sums = values.reduce(into: [0]) { $0.append(($0.last ?? 0) + Double($1)) }
            borders = [0, values.count]
        }

        /// The threshold, of a grid, that lowers the mean squared error most, and by how much.
        ///
        /// Cutting a cell of `n` values with sum `s` into `(m, t)` and the rest lowers the sum of
        /// squares by `t²/m + (s − t)²/(n − m) − s²/n`.
        var bestSplit: (threshold: Float, gain: Double) {
            var best: (threshold: Float, gain: Double) = (0, 0)
            for step in -40...40 {
                let threshold = Float(step) * 0.075
                let cut = index(of: threshold)
                guard let cell = zip(borders, borders.dropFirst()).first(where: { $0.1 > cut }),
                    cut > cell.0
                else { continue }
                func energy(_ from: Int, _ to: Int) -> Double {
                    let sum = sums[to] - sums[from]
                    return sum * sum / Double(to - from)
                }
                let gain = energy(cell.0, cut) + energy(cut, cell.1) - energy(cell.0, cell.1)
                if gain > best.gain { best = (threshold, gain) }
            }
            return (best.threshold, best.gain / Double(max(1, values.count)))
        }

        mutating func split(at threshold: Float) {
            let cut = index(of: threshold)
            guard !borders.contains(cut) else { return }
            borders.append(cut)
            borders.sort()
        }

        /// The first value above a threshold.
        private func index(of threshold: Float) -> Int {
            var low = 0
            var high = values.count
            while low < high {
                let middle = (low + high) / 2
                if values[middle] > threshold { high = middle } else { low = middle + 1 }
            }
            return low
        }
    }
}
