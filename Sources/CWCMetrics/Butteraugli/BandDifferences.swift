/// The differences of two pictures, band by band, added up into two maps that masking weighs
/// differently.
struct BandDifferences {
    /// Those of low frequencies.
    let low: Plane
    /// Those of all others.
    let high: Plane

    init(_ original: FrequencyBands, _ distorted: FrequencyBands) {
        low = Plane(like: original.low[0])
        high = Plane(like: original.low[0])
        let lowWeights: [Float] = [29.2353797994, 0.844626970982, 0.703646627719]
        for component in 0..<3 {
            addSquares(
                original.low[component], distorted.low[component], lowWeights[component], to: low)
        }

        let differences = Plane(like: low, margin: LineSums.reach)
        func addLines(
            _ band: KeyPath<FrequencyBands, [Plane]>, _ component: Int, _ lines: LineSums,
            weight: Double, norm: Double
        ) {
            scaledDifferences(
                original[keyPath: band][component], distorted[keyPath: band][component],
                weight: lines.scale * weight.squareRoot(), norm: norm, into: differences)
            lines.addSquares(of: differences, to: high)
        }
        addLines(\.highest, 1, .dense, weight: 1.10039032555, norm: 71.7800275169)
        addLines(\.highest, 0, .dense, weight: 173.5, norm: 5)
        addLines(\.high, 1, .sparse, weight: 18.7237414387, norm: 4498534.45232)
        addLines(\.high, 0, .sparse, weight: 6923.99476109, norm: 8051.15833247)
        addLines(\.medium, 1, .sparse, weight: 37.0819870399, norm: 130262059.556)
        addLines(\.medium, 0, .sparse, weight: 8246.75321353, norm: 1009002.70582)

        let highWeights: [Float] = [400, 1.50815703118]
        for component in 0..<2 {
            addOneSidedSquares(
                original.high[component], distorted.high[component],
                0.8 * highWeights[component], to: high)
        }
        let mediumWeights: [Float] = [2150, 10.6195433239, 16.2176043152]
        for component in 0..<3 {
            addSquares(
                original.medium[component], distorted.medium[component],
                mediumWeights[component], to: high)
        }
    }
}

/// Adds `weight · (a - b)²`.
private func addSquares(_ a: Plane, _ b: Plane, _ weight: Float, to sums: Plane) {
    for y in 0..<sums.height {
        let (first, second, sum) = (a.row(y), b.row(y), sums.row(y))
        for x in 0..<sums.width {
            let difference = first[x] - second[x]
            sum[x] += weight * (difference * difference)
        }
    }
}

/// Adds `weight · (a - b)²`, and again what the distorted value is outside of 0.4 to 1 times the
/// original: detail that is weaker than it was or turned around, and detail that is stronger.
private func addOneSidedSquares(
    _ original: Plane, _ distorted: Plane, _ weight: Float, to sums: Plane
) {
    for y in 0..<sums.height {
        let (first, second, sum) = (original.row(y), distorted.row(y), sums.row(y))
        for x in 0..<sums.width {
            let (a, b) = (first[x], second[x])
            let size = a.magnitude
            // The distorted value in the direction of the original.
            let along = a < 0 ? -b : b
            let outside = excess(of: along, below: 0.4 * size, above: size)
            sum[x] += weight * ((a - b) * (a - b) + outside * outside)
        }
    }
}

/// Differences for ``LineSums``, relative to how large the values are, with more where detail gets
/// lost or is exaggerated.
private func scaledDifferences(
    _ original: Plane, _ distorted: Plane, weight: Double, norm: Double, into output: Plane
) {
    let symmetric = Float(weight * 0.5.squareRoot() * norm)
    let oneSided = Float(weight * 0.33.squareRoot() * norm)
    let norm = Float(norm)
    for y in 0..<output.height {
        let (first, second, row) = (original.row(y), distorted.row(y), output.row(y))
        for x in 0..<output.width {
            let (a, b) = (first[x], second[x])
            let size = a.magnitude
            let along = a < 0 ? -b : b
            let outside = excess(of: along, below: 0.55 * size, above: 1.05 * size)
            let directed = a < 0 ? -outside : outside
            row[x] =
                (symmetric * (a - b) + oneSided * directed)
                / (norm + 0.5 * (size + b.magnitude))
        }
    }
}

/// How far a value is outside of `low...high`: above zero if it is too small.
@inline(__always)
private func excess(of value: Float, below low: Float, above high: Float) -> Float {
    value < low ? low - value : value > high ? high - value : 0
}
