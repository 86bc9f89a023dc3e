/// A number with a fixed count of decimals, rounded; what is not finite as Swift prints it.
package func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return "\(value)" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let rounded = (value.magnitude * scale).rounded()
    guard rounded < 1e15 else { return "\(value)" }
    let whole = Int64(rounded)
    let sign = value < 0 && whole != 0 ? "-" : ""
    let divisor = Int64(scale)
    guard decimals > 0 else { return sign + String(whole) }
    let fraction = String(whole % divisor)
    return sign + String(whole / divisor) + "."
        + String(repeating: "0", count: decimals - fraction.count) + fraction
}

extension String {
    /// The string with blanks in front, at least `width` characters.
    package func aligned(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - count)) + self
    }

    /// The string with blanks behind, at least `width` characters.
    package func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
