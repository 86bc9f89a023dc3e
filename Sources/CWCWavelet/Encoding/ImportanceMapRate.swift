import CWCBitstream

/// The offsets of an importance map, and the bits that they cost as differences from predictions.
struct ImportanceMapRate {
    let height: Int
    let width: Int
    /// `[height, width]`.
    var offsets: [Int]

    init(_ map: WaveletImportanceMap) {
        height = map.height
        width = map.width
        offsets = map.offsets.map(Int.init)
    }

    /// The bits of the parts of a difference, in 1/256, under counters that expect what there was.
    struct Costs {
        /// By the activity of the neighbourhood.
        fileprivate var zero: [Int] = []
        fileprivate var notZero: [Int] = []
        /// By magnitude, its sign included.
        fileprivate var magnitude: [Int] = [0]
    }

    /// The bits of differences that are distributed as these.
    var costs: Costs {
        var zeros = [Int](repeating: 0, count: MedianPredictiveCoder.activities)
        var nonzeros = zeros
        // Differences that reach each group of the Exp-Golomb code: 1, 2 and 3, 4 to 7 …
        var reaching = [Int](repeating: 0, count: Self.group(of: Self.largest) + 2)
        for index in offsets.indices {
            let (difference, activity) = difference(index)
            if difference == 0 {
                zeros[activity] += 1
            } else {
                nonzeros[activity] += 1
                for group in 0...Self.group(of: abs(difference)) { reaching[group] += 1 }
            }
        }
        func bits(_ part: Int, of all: Int) -> Int {
            binaryLogarithm(UInt64(2 * all + 2), digits: 8)
                - binaryLogarithm(UInt64(2 * part + 1), digits: 8)
        }
        var costs = Costs()
        for (zero, nonzero) in zip(zeros, nonzeros) {
            costs.zero.append(bits(zero, of: zero + nonzero))
            costs.notZero.append(bits(nonzero, of: zero + nonzero))
        }
        for magnitude in 1...Self.largest {
            let group = Self.group(of: magnitude)
            // The sign and the place in the group are even odds.
            var cost =
                256 * (1 + group)
                + bits(reaching[group] - reaching[group + 1], of: reaching[group])
            for passed in 0..<group { cost += bits(reaching[passed + 1], of: reaching[passed]) }
            costs.magnitude.append(cost)
        }
        return costs
    }

    /// The largest difference of a legal offset from a prediction, which lies between legal ones.
    private static let largest = WaveletImportanceMap.legal.count - 1

    private static func group(of magnitude: Int) -> Int {
        Int.bitWidth - 1 - magnitude.leadingZeroBitCount
    }

    /// The bits of an offset, in 1/256.
    func cost(_ index: Int, _ costs: Costs) -> Int {
        let (difference, activity) = difference(index)
        return difference == 0
            ? costs.zero[activity] : costs.notZero[activity] + costs.magnitude[abs(difference)]
    }

    private func difference(_ index: Int) -> (difference: Int, activity: Int) {
        let (y, x) = index.quotientAndRemainder(dividingBy: width)
        let left = x > 0 ? offsets[index - 1] : y > 0 ? offsets[index - width] : 0
        let above = y > 0 ? offsets[index - width] : left
        let aboveLeft = x > 0 && y > 0 ? offsets[index - width - 1] : above
        let (prediction, activity) = MedianPredictiveCoder.prediction(left, above, aboveLeft)
        return (offsets[index] - prediction, activity)
    }
}
