/// Which threshold of which component each code plane tells: on which side of it the component is.
///
/// Such a code (a thermometer) takes a plane for each threshold, where a Gray code takes one for
/// each doubling. In return every plane grows with its component, or falls: the gradient of a plane
/// points the right way, while behind the folds of a Gray code half of the signs are wrong, and a
/// component is a weighted sum of its bits. Thresholds are chosen greedily, the best one first.
struct ThresholdDesign {
    struct Plane: Hashable {
        var component: Int
        var threshold: Float
        /// Whether a one says that the component is above the threshold.
        var isAbove = true
    }

    /// What makes a threshold the best one.
    enum Criterion {
        /// That it lowers the squared error most.
        case error
        /// That it lowers it most for each bit of entropy. A plane counts as `planeCost` bits more
        /// than its entropy: without that the rarest events would come first.
        case errorPerBit(planeCost: Double)

        fileprivate func worth(gain: Double, bits: Double) -> Double {
            switch self {
            case .error: gain
            case .errorPerBit(let planeCost): gain / (bits + planeCost)
            }
        }
    }

    /// The threshold of each plane, in order.
    private(set) var planes: [Plane] = []
    /// What is known of each plane besides its threshold.
    private var facts: [Facts] = []

    private struct Facts {
        /// How often the component's sample is above the threshold.
        var shareAbove: Double
        /// The error that the plane saves, and its entropy given the planes before it.
        var gain: Double
        var bits: Double
    }

    /// - Parameters:
    ///   - samples: a sample of each component.
    ///   - variances: what a unit of squared error in each component costs.
    ///   - count: planes to fill.
    ///   - criterion: which threshold comes next.
    init(
        samples: [[Float]], variances: [Float], count: Int, criterion: Criterion = .error
    ) {
        var components = samples.map(Cells.init)
        var bests = components.map { $0.bestSplit(criterion) }
        for _ in 0..<count {
            let chosen =
                bests.indices.max {
                    bests[$0].worth * Double(variances[$0])
                        < bests[$1].worth * Double(variances[$1])
                } ?? 0
            let best = bests[chosen]
            let threshold = best.threshold
            planes.append(Plane(component: chosen, threshold: threshold))
            facts.append(
                Facts(
                    shareAbove: components[chosen].shareAbove(threshold),
                    gain: best.gain * Double(variances[chosen]), bits: best.bits))
            components[chosen].split(at: threshold)
            bests[chosen] = components[chosen].bestSplit(criterion)
        }
    }

    /// Planes that tell more of a component of which planes before them tell something.
    struct Refinement: Hashable {
        var component: Int
        var planes: Range<Int>
    }

    /// Orders the planes so that a component is refined seldom: those up to each of `ends` are a
    /// stage, and within a stage the planes of a component follow each other, the components that
    /// save most error for their bits first.
    ///
    /// How far apart the values are that a bit tells apart depends on which thresholds of its
    /// component are known, too. That changes with every refinement.
    ///
    /// - Returns: The refinements by the later stages.
    mutating func arrange(stagesTo ends: [Int]) -> [Refinement] {
        var order: [Int] = []
        var refinements: [Refinement] = []
        for end in ends {
            let stage = order.count..<min(end, planes.count)
            let known = Set(order.map { planes[$0].component })
            let chunks = Dictionary(grouping: stage) { planes[$0].component }
            func worth(_ chunk: [Int]) -> Double {
                let gain = chunk.reduce(0) { $0 + facts[$1].gain }
                return gain / (chunk.reduce(1e-9) { $0 + facts[$1].bits })
            }
            for (component, chunk) in chunks.sorted(by: {
                (worth($0.value), $1.key) > (worth($1.value), $0.key)
            }) {
                if known.contains(component) {
                    refinements.append(
                        Refinement(
                            component: component,
                            planes: order.count..<order.count + chunk.count))
                }
                order += chunk
            }
        }
        planes = order.map { planes[$0] }
        facts = order.map { facts[$0] }
        return refinements
    }

    /// Lets ones be the rarer side of each plane, so that a plane that is not sent looks like its
    /// likely bits; only in one plane of each group of `size` planes, the most one-sided, ones are
    /// the likely side.
    ///
    /// - Returns: Those planes, whose ones say that the group was sent.
    mutating func makeSparse(groupsOf size: Int) -> [Int] {
        for plane in planes.indices { planes[plane].isAbove = facts[plane].shareAbove < 0.5 }
        func rarity(_ plane: Int) -> Double {
            min(facts[plane].shareAbove, 1 - facts[plane].shareAbove)
        }
        return stride(from: 0, to: planes.count, by: size).map { start in
            let group = start..<min(start + size, planes.count)
            let flag = group.min { rarity($0) < rarity($1) } ?? start
            planes[flag].isAbove.toggle()
            return flag
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

        /// A threshold with what it saves, its entropy and its worth, for a component of unit
        /// variance.
        typealias Split = (threshold: Float, gain: Double, bits: Double, worth: Double)

        /// The best threshold of a grid.
        ///
        /// Cutting a cell of `n` values with sum `s` into `(m, t)` and the rest lowers the sum of
        /// squares by `t²/m + (s − t)²/(n − m) − s²/n`, and takes `n` decisions of entropy `h(m/n)`.
        func bestSplit(_ criterion: Criterion) -> Split {
            var best: Split = (0, 0, 0, 0)
            let total = Double(max(1, values.count))
            for step in -Self.gridReach...Self.gridReach {
                let threshold = Float(step) * Self.gridStep
                let cut = index(of: threshold)
                guard let cell = zip(borders, borders.dropFirst()).first(where: { $0.1 > cut }),
                    cut > cell.0
                else { continue }
                func energy(_ from: Int, _ to: Int) -> Double {
                    let sum = sums[to] - sums[from]
                    return sum * sum / Double(to - from)
                }
                let parts = energy(cell.0, cut) + energy(cut, cell.1)
                let gain = (parts - energy(cell.0, cell.1)) / total
                let size = Double(cell.1 - cell.0)
                let bits = size * entropy(Double(cut - cell.0) / size) / total
                let worth = criterion.worth(gain: gain, bits: bits)
                if worth > best.worth { best = (threshold, gain, bits, worth) }
            }
            return best
        }

        private static let gridStep: Float = 0.05
        private static let gridReach = 140

        /// Bits that a decision of this probability takes.
        private func entropy(_ p: Double) -> Double {
            -p * logarithm2(p) - (1 - p) * logarithm2(1 - p)
        }

        /// The share of values above a threshold.
        func shareAbove(_ threshold: Float) -> Double {
            1 - Double(index(of: threshold)) / Double(max(1, values.count))
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
