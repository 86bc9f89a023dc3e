extension DecisionCoder {
    /// Codes a number in Exp-Golomb form: a unary prefix, which says how many groups the number is
    /// beyond, each group twice as large as the one before, and then its place within the group, each
    /// bit with even odds. Spec entropy §4.
    ///
    /// - Parameters:
    ///   - number: What is coded; a reader does not look at it.
    ///   - order: The first group has 2 to the power of it numbers.
    ///   - limit: The longest prefix; there nothing says that it ends.
    ///   - prefix: Codes whether the number is beyond a group, given the group's number.
    /// - Returns: The number.
    @inlinable @inline(__always)
    public mutating func code(
        expGolomb number: UInt32, order: UInt32, limit: Int,
        prefix: (_ coder: inout Self, _ bit: UInt8, _ group: Int) -> UInt8
    ) -> UInt32 {
        var start: UInt32 = 0
        var bits = order
        var group = 0
        while group < limit, prefix(&self, number >= start + (1 << bits) ? 1 : 0, group) == 1 {
            start += 1 << bits
            bits += 1
            group += 1
        }
        var place: UInt32 = 0
        for shift in (0..<bits).reversed() {
            // A reader shows a number that may be below the group: only its bits are of use.
            let bit = UInt8((number &- start) >> shift & 1)
            place |= UInt32(code(bit, probability: 1 << 15)) << shift
        }
        return start + place
    }
}
