/// How an encoder turns importance into levels. Decoding does not use it. Spec seed §6.6.
///
/// All values are logits with 8 fraction bits, as the importance network puts them out.
public struct EncoderTables: Hashable, Sendable {
    /// `levels − 1` logits, not decreasing: a position's level is the number of those it reaches.
    public var thresholds: [Int16]
    /// What is added to every logit at the qualities 0, 10, … 100; not decreasing.
    public var qualityShifts: [Int16]

    /// Number of quality knots, from 0 to 100 in steps of ten.
    public static let knotCount = 11
    /// The best quality, in hundredths.
    public static let bestQuality = 10_000

    /// Makes tables from their parts.
    ///
    /// - Precondition: Neither table decreases, and there are eleven shifts.
    public init(thresholds: [Int16], qualityShifts: [Int16]) {
        precondition(Self.areLegal(thresholds: thresholds, qualityShifts: qualityShifts))
        self.thresholds = thresholds
        self.qualityShifts = qualityShifts
    }

    static func areLegal(thresholds: [Int16], qualityShifts: [Int16]) -> Bool {
        qualityShifts.count == knotCount && isAscending(thresholds) && isAscending(qualityShifts)
    }

    static func isAscending(_ values: [Int16]) -> Bool {
        zip(values, values.dropFirst()).allSatisfy { $0 <= $1 }
    }

    /// What to add to every logit at a quality of `quality` hundredths.
    ///
    /// - Precondition: `quality` is in `0...10_000`.
    public func shift(quality: Int) -> Int {
        precondition((0...Self.bestQuality).contains(quality), "quality out of range")
        let step = Self.bestQuality / (Self.knotCount - 1)
        let knot = min(quality / step, Self.knotCount - 2)
        let low = Int(qualityShifts[knot])
        let rise = Int(qualityShifts[knot + 1]) - low
        return low + (rise * (quality - knot * step) + step / 2) / step
    }

    /// The level, `0...thresholds.count`, of a position with this logit.
    public func level(logit: Int16, shift: Int) -> Int {
        let shifted = Int(logit) + shift
        return thresholds.count { Int($0) <= shifted }
    }
}
