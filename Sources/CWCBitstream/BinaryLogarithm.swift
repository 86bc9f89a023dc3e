/// 2^digits · log₂ n, rounded to the nearest integer, without a floating-point number: the same on
/// every machine.
///
/// Digit by digit: squaring doubles a logarithm, and where the square reaches 2 the next digit is 1.
///
/// - Precondition: `n` is in 1 … 2³¹, and there are at most 16 digits.
public func binaryLogarithm(_ n: UInt64, digits: Int) -> Int {
    precondition((1...1 << 31).contains(n) && (0...16).contains(digits))
    let whole = 63 - n.leadingZeroBitCount
    var mantissa = n << UInt64(31 - whole)  // 1…2 in units of 2⁻³¹
    var result = whole
    for _ in 0...digits {
        mantissa = (mantissa * mantissa) >> 31
        let digit = mantissa >> 32
        result = result << 1 | Int(digit)
        mantissa >>= digit
    }
    return (result + 1) >> 1
}
