/// Estimates the probability of a kind of decision from those seen so far: the mean of a counter
/// that follows quickly and one that follows slowly. Spec entropy §3.
public struct Counter: Sendable {
    /// Probabilities of 1 in units of 2⁻¹⁶.
    @usableFromInline var fast: UInt16
    @usableFromInline var slow: UInt16
    /// Decisions seen, up to `mostSeen`: the first ones count for more.
    @usableFromInline var seen: UInt8

    /// Where a counter stops learning more slowly.
    @inlinable public static var mostSeen: UInt8 { 7 }
    /// The slowest that the quick counter gets.
    @usableFromInline static var fastShift: UInt8 { 4 }

    /// A counter that begins at `probability`, as if it had seen `seen` decisions.
    @inlinable
    public init(_ probability: UInt16, seen: UInt8) {
        fast = probability
        slow = probability
        self.seen = seen
    }

    /// The probability of 1, as a range coder takes it.
    @inlinable @inline(__always)
    var probability: UInt32 {
        let mean = (UInt32(fast) + UInt32(slow)) >> 1
        let legal = RangeCoder.counted
        return min(max(mean, legal.lowerBound), legal.upperBound)
    }

    /// Learns from a decision.
    @inlinable @inline(__always)
    mutating func learn(_ bit: UInt8) {
        let slowShift = min(seen &+ 1, Self.mostSeen)
        let fastShift = min(slowShift, Self.fastShift)
        // All ones for 1: the distance to 65535 is the complement. Neither sum can overflow.
        let mask = 0 &- UInt16(bit)
        fast = ((fast ^ mask) &- ((fast ^ mask) &>> UInt16(fastShift))) ^ mask
        slow = ((slow ^ mask) &- ((slow ^ mask) &>> UInt16(slowShift))) ^ mask
        seen = slowShift
    }
}

extension DecisionCoder {
    /// Codes a decision under a counter, which learns from it.
    @inlinable @inline(__always)
    public mutating func code(_ bit: UInt8, _ counter: inout Counter) -> UInt8 {
        let decision = code(bit, probability: counter.probability)
        counter.learn(decision)
        return decision
    }
}
