/// One direction of coding binary decisions, each under a probability of its own.
///
/// A writer stores the decision that it is shown, a reader gives the one that was stored. What is
/// decided, in which order and under which probabilities is written once over this protocol, so
/// that encoder and decoder cannot disagree.
public protocol DecisionCoder {
    /// What can be wrong with the data; a writer cannot fail.
    associatedtype Failure: Error

    /// Codes one decision.
    ///
    /// - Parameters:
    ///   - bit: 0 or 1; a reader does not look at it.
    ///   - probability: That the decision is 1, in units of 2⁻¹⁶, within
    ///     `RangeCoder.probabilities`.
    /// - Returns: The decision, 0 or 1.
    mutating func code(_ bit: UInt8, probability: UInt32) -> UInt8

    /// Makes sure that the decisions so far are not made up.
    ///
    /// A reader that runs out of data goes on with zeros until it is asked, so that the inner loop
    /// has nothing to throw. Callers ask after each part whose size they know.
    ///
    /// - Throws: `rangeTooShort`.
    func check() throws(Failure)
}

extension DecisionCoder {
    /// The decision of a reader, which need not be shown one.
    @inlinable @inline(__always)
    public mutating func decide(probability: UInt32) -> UInt8 { code(0, probability: probability) }
}

/// What the two directions of the binary range coder share. Spec entropy §2.
///
/// The payload is a fraction of 0…1, its bytes the digits after the point. Every decision cuts the
/// interval of fractions still possible in two, 1 below and 0 above, in proportion to their
/// probabilities. `range` is the interval's width in 32 bits; when it falls below 2¹⁶, two bytes are
/// settled.
public enum RangeCoder {
    /// Probabilities that a decision can be coded under, in units of 2⁻¹⁶.
    ///
    /// The bounds keep both parts of every interval from being empty.
    public static let probabilities: ClosedRange<UInt32> = 1...65535

    /// Probabilities of decisions under counters: a byte holds fewer than 2¹⁴ of these.
    public static let counted: ClosedRange<UInt32> = 32...65504

    /// Whether so few bytes could hold as many decisions under counters: memory for them is taken
    /// only then.
    ///
    /// A decision takes at least log₂(1 / (1 − 31 / 2¹⁶)) bits, 11,713 decisions a byte; 16 bits and
    /// one unit are left over at the ends.
    public static func canHold(decisions: Int, byteCount: Int) -> Bool {
        decisions >> 14 <= byteCount + 2
    }

    /// The shortest digits of a fraction within an interval, and of these the lowest: how a payload
    /// ends.
    ///
    /// - Parameters:
    ///   - low: The interval's lower end, in units of 2⁻³² behind the bytes that are settled.
    ///   - range: Its width, at least 2¹⁶: two bytes always suffice.
    /// - Returns: The fraction in the same units, and how many of its bytes are not 0.
    static func end(low: Int64, range: UInt32) -> (fraction: Int64, byteCount: Int) {
        for byteCount in 0..<2 {
            let unit = Int64(1) << (32 - 8 * byteCount)
            let fraction = (low + unit - 1) & ~(unit - 1)
            if fraction < low + Int64(range) { return (fraction, byteCount) }
        }
        return ((low + 0xFFFF) & ~0xFFFF, 2)
    }
}
