import CWCSeed

/// The tables that turn importance logits and quality into levels (Spec seed §6.6).
///
/// Quality runs evenly through the logarithm of the kept share of code bits: from one group at
/// every position (quality 0) to all groups at nearly every position (quality 100), so that equal
/// steps of quality change the file by equal factors.
struct QualityCurve {
    let levels: Int
    /// Importance logits of the calibration pictures, ascending.
    let logits: [Float]

    init(levels: Int, logits: [Float]) {
        self.levels = levels
        self.logits = logits.sorted()
    }

    /// Logits have 8 fraction bits.
    private static let unit = 256.0
    /// The kept share above that of level 0 at quality 0, and the share at quality 100.
    private static let lowest = 1.02
    private static let highest = 0.985

    var tables: EncoderTables {
        let thresholds = (1..<levels).map { level -> Int16 in
            let share = Double(level) / Double(levels)
            return Int16((naturalLogarithm(share / (1 - share)) * Self.unit).rounded(.up))
        }
        let knots = EncoderTables.knotCount
        let low = Self.lowest / Double(levels)
        var previous = Int16.min
        let shifts = (0..<knots).map { knot -> Int16 in
            let position = Double(knot) / Double(knots - 1)
            let share = low * raise(Self.highest / low, to: position)
            previous = max(previous, shift(reaching: share, thresholds: thresholds))
            return previous
        }
        return EncoderTables(thresholds: thresholds, qualityShifts: shifts)
    }

    /// The shift at which the calibration pictures keep this share of the bits, by bisection.
    private func shift(reaching share: Double, thresholds: [Int16]) -> Int16 {
        var low = -16 * Self.unit
        var high = 16 * Self.unit
        for _ in 0..<20 {
            let middle = (low + high) / 2
            if keptShare(shift: middle, thresholds: thresholds) < share {
                low = middle
            } else {
                high = middle
            }
        }
        return Int16(high.rounded())
    }

    private func keptShare(shift: Double, thresholds: [Int16]) -> Double {
        let groups = thresholds.reduce(logits.count) { groups, threshold in
            groups + logits.count
                - firstLogit { Double($0) * Self.unit + shift >= Double(threshold) }
        }
        return Double(groups) / Double(logits.count * levels)
    }

    /// The index of the first logit that is large enough, by bisection.
    private func firstLogit(_ isEnough: (Float) -> Bool) -> Int {
        var range = logits.indices
        while let middle = range.middle {
            range =
                isEnough(logits[middle])
                ? range.lowerBound..<middle : middle + 1..<range.upperBound
        }
        return range.lowerBound
    }
}

extension Range<Int> {
    fileprivate var middle: Int? { isEmpty ? nil : lowerBound + count / 2 }
}
