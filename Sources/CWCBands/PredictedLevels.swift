import CWCWavelet

/// The levels of an importance map, and what they cost as differences from predictions.
struct PredictedLevels {
    let height: Int
    let width: Int
    /// `[height, width]`.
    var levels: [Int]

    init(_ map: BandImportance) {
        height = map.height
        width = map.width
        levels = map.levels.map(Int.init)
    }

    /// What the parts of a difference cost in 1/256 bits, if counters expect what there was.
    struct Costs {
        /// By how restless the neighbourhood is.
        fileprivate var zero: [Int] = []
        fileprivate var notZero: [Int] = []
        /// By magnitude, its sign included.
        fileprivate var magnitude: [Int] = [0]
    }

    /// What differences cost where they are spread as these.
    var costs: Costs {
        var zeros = [Int](repeating: 0, count: PredictedPlanes.activities)
        var others = zeros
        // Differences that reach each group of magnitudes: 1, 2 and 3, 4 to 7 …
        var reaching = [Int](repeating: 0, count: Self.group(of: Self.largest) + 2)
        for index in levels.indices {
            let (difference, activity) = difference(index)
            if difference == 0 {
                zeros[activity] += 1
            } else {
                others[activity] += 1
                for group in 0...Self.group(of: abs(difference)) { reaching[group] += 1 }
            }
        }
        func bits(_ part: Int, of all: Int) -> Int {
            binaryLogarithm(UInt64(2 * all + 2), digits: 8)
                - binaryLogarithm(UInt64(2 * part + 1), digits: 8)
        }
        var costs = Costs()
        for (zero, other) in zip(zeros, others) {
            costs.zero.append(bits(zero, of: zero + other))
            costs.notZero.append(bits(other, of: zero + other))
        }
        for magnitude in 1...Self.largest {
            let group = Self.group(of: magnitude)
            // The sign and the place in the group are even odds.
            var cost =
                256 * (1 + group)
                + bits(
                    reaching[group] - reaching[group + 1], of: reaching[group])
            for passed in 0..<group { cost += bits(reaching[passed + 1], of: reaching[passed]) }
            costs.magnitude.append(cost)
        }
        return costs
    }

    /// The largest difference of a legal level from a prediction, which lies between legal levels.
    private static let largest = BandImportance.legal.count - 1

    private static func group(of magnitude: Int) -> Int {
        Int.bitWidth - 1 - magnitude.leadingZeroBitCount
    }

    /// What a level costs.
    func cost(_ index: Int, _ costs: Costs) -> Int {
        let (difference, activity) = difference(index)
        return difference == 0
            ? costs.zero[activity] : costs.notZero[activity] + costs.magnitude[abs(difference)]
    }

    private func difference(_ index: Int) -> (difference: Int, activity: Int) {
        let (y, x) = index.quotientAndRemainder(dividingBy: width)
        let a = x > 0 ? levels[index - 1] : y > 0 ? levels[index - width] : 0
        let b = y > 0 ? levels[index - width] : a
        let c = x > 0 && y > 0 ? levels[index - width - 1] : b
        let (prediction, activity) = PredictedPlanes.prediction(a, b, c)
        return (levels[index] - prediction, activity)
    }
}
