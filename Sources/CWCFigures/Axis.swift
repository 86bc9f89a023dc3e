#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A range of numbers with round ticks.
package struct Axis {
    /// The ends of the range.
    package let low: Double
    package let high: Double
    /// Round numbers of the range, rising.
    package let ticks: [Double]
    /// Decimals of a label; `nil` for as many as each tick needs.
    private let decimals: Int?

    /// An axis on which equal steps are equal distances, from one round number to another.
    ///
    /// - Returns: The axis of the finite values; nil without any.
    package init?(_ values: [Double]) {
        let finite = values.filter(\.isFinite)
        guard let smallest = finite.min(), var largest = finite.max() else { return nil }
        if largest == smallest { largest = smallest + max(1, smallest.magnitude / 10) }
        let rough = (largest - smallest) / 5
        let power = pow(10, log10(rough).rounded(.down))
        let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999 } ?? 10 * power
        let bottom = (smallest / step).rounded(.down) * step
        low = bottom
        high = (largest / step).rounded(.up) * step
        ticks = (0...Int(((high - low) / step).rounded())).map { bottom + Double($0) * step }
        decimals = step >= 1 ? 0 : Int(-log10(step).rounded(.down))
        isLogarithmic = false
    }

    /// An axis on which equal factors are equal distances, with ticks at 1, 2 and 5 of each decade.
    ///
    /// - Returns: The axis of the values above zero; nil without any.
    package init?(logarithmic values: [Double]) {
        let usable = values.filter { $0 > 0 && $0.isFinite }
        guard let smallest = usable.min(), let largest = usable.max() else { return nil }
        let margin = largest == smallest ? 2 : pow(largest / smallest, 0.03)
        let (bottom, top) = (smallest / margin, largest * margin)
        (low, high) = (bottom, top)
        let decades = Int(log10(bottom).rounded(.down))...Int(log10(top).rounded(.down))
        ticks = decades.flatMap { decade in
            // 10⁻¹ is no sum of powers of 2: a quotient of whole numbers rounds once.
            [1.0, 2, 5].map {
                decade < 0 ? $0 / pow(10, -Double(decade)) : $0 * pow(10, Double(decade))
            }
        }.filter { bottom <= $0 && $0 <= top }
        decimals = nil
        isLogarithmic = true
    }

    private let isLogarithmic: Bool

    /// Where a value lies, 0 at the low end and 1 at the high end.
    package func share(_ value: Double) -> Double {
        isLogarithmic
            ? log(value / low) / log(high / low) : (value - low) / (high - low)
    }

    /// A tick as it is written, with as many decimals as it needs.
    package func label(_ tick: Double) -> String {
        if let decimals { return fixed(tick, decimals) }
        return tick < 1 ? fixed(tick, Int((-log10(tick)).rounded(.up))) : fixed(tick, 0)
    }
}
