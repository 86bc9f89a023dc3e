#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// `e^x`.
func naturalExponential(_ x: Double) -> Double { exp(x) }

/// `log₂ x` of a normal number above zero, to single precision. Without a call or a branch, so that
/// a loop of it becomes vector instructions.
///
/// The exponent is split off so that the rest m is in 2/3 ..< 4/3; then
/// `ln m = 2 artanh t`, `t = (m - 1) / (m + 1)`, by its series.
@inline(__always)
func fastLog2(_ x: Float) -> Float {
    let twoThirds: UInt32 = 0x3F2A_AAAB
    let exponent = Int32(bitPattern: x.bitPattern &- twoThirds) &>> 23
    let m = Float(bitPattern: x.bitPattern &- UInt32(bitPattern: exponent &<< 23))
    let t = (m - 1) / (m + 1)
    let s = t * t
    let series = 1 + s * (1 / 3 + s * (1 / 5 + s * (1 / 7 + s * (1 / 9))))
    return Float(exponent) + 2 * 1.442_695_04 * t * series
}

/// The cube root of a number not below zero, to single precision; without a call or a branch.
///
/// A third of the bits is a first guess, since they are nearly a logarithm. Two steps of Halley's
/// rule, `y (y³ + 2x) / (2y³ + x)`, make it exact.
@inline(__always)
func fastCubeRoot(_ x: Float) -> Float {
    // Bits / 3 as Σ bits / 4ⁿ.
    var third = (x.bitPattern &>> 2) &+ (x.bitPattern &>> 4)
    third = third &+ (third &>> 4)
    third = third &+ (third &>> 8)
    var y = Float(bitPattern: third &+ 0x2A51_4067)
    for _ in 0..<2 {
        let cube = y * y * y
        y *= (cube + 2 * x) / (2 * cube + x)
    }
    return y
}
