import CWCBitstream

/// Probabilities of the flags that a small integer is made of, for families of models whose codes
/// are integers: one row for each distribution that a network can ask for by its number.
///
/// A family numbers its rows as it likes, by scale and by the fraction of the mean for instance, and
/// takes the whole part of the mean from the symbols before they are coded.
///
/// A row's flags are: not zero, negative, above 1, above 2, each about the magnitude or sign of a
/// symbol that got so far.
public struct SymbolTable: Hashable, Sendable {
    /// Flags of a row.
    static let flagCount = 4

    /// `[rows, flags]` probabilities of yes, in units of 2⁻¹⁶.
    private let probabilities: [UInt16]

    /// Rows that there are to ask for.
    public var rowCount: Int { probabilities.count / Self.flagCount }

    /// Makes a table from its rows, each four probabilities: not zero, negative, above 1, above 2.
    ///
    /// - Precondition: There is a row, and probabilities are within `RangeCoder.probabilities`.
    public init(rows: [[UInt16]]) {
        precondition(!rows.isEmpty && rows.allSatisfy { $0.count == Self.flagCount }, "four flags")
        probabilities = rows.flatMap { $0 }
        precondition(
            probabilities.allSatisfy { RangeCoder.probabilities.contains(UInt32($0)) },
            "a probability is out of range")
    }

    @inline(__always)
    func probability(row: UInt16, flag: Flag) -> UInt32 {
        UInt32(probabilities[Int(row) * Self.flagCount + flag.rawValue])
    }

    /// What is decided about a symbol, in this order.
    enum Flag: Int {
        case notZero, negative, aboveOne, aboveTwo
    }
}

extension DecisionCoder {
    /// Codes a symbol: flags up to a magnitude of 2, then what is left in Exp-Golomb form.
    ///
    /// - Parameters:
    ///   - symbol: −32768...32767; a reader does not look at it.
    ///   - row: Its distribution's number.
    ///   - table: The distributions.
    /// - Returns: The symbol.
    mutating func code(_ symbol: Int16, row: UInt16, _ table: SymbolTable) -> Int16 {
        let magnitude = symbol.magnitude
        func flag(_ flag: SymbolTable.Flag, _ isSet: Bool, _ coder: inout Self) -> Bool {
            coder.code(isSet ? 1 : 0, probability: table.probability(row: row, flag: flag)) == 1
        }
        guard flag(.notZero, magnitude > 0, &self) else { return 0 }
        let isNegative = flag(.negative, symbol < 0, &self)
        var result: UInt16 = 1
        if flag(.aboveOne, magnitude > 1, &self) {
            result = 2
            if flag(.aboveTwo, magnitude > 2, &self) {
                result = 3 &+ codeTail(magnitude &- 3)
            }
        }
        return Int16(truncatingIfNeeded: isNegative ? 0 &- Int(result) : Int(result))
    }

    /// Codes `rest` in Exp-Golomb form, every decision even. A prefix of more than 15 ones would be
    /// beyond 16 bits and is not coded, so a reader's work has a bound.
    private mutating func codeTail(_ rest: UInt16) -> UInt16 {
        let even: UInt32 = 1 << 15
        let value = UInt32(rest) + 1
        let length = 31 - value.leadingZeroBitCount
        var count = 0
        while count < 15, code(count < length ? 1 : 0, probability: even) == 1 { count += 1 }
        var result: UInt32 = 1
        for place in (0..<count).reversed() {
            result = result << 1 | UInt32(code(UInt8(value >> place & 1), probability: even))
        }
        return UInt16(truncatingIfNeeded: result - 1)
    }
}
