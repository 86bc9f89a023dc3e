#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The Gaussian of σ = 1.5 that SSIMULACRA2 averages with: a sum of three cosines, each cut off at
/// the ends of the window (Charalampidis, *Recursive Implementation of the Gaussian Filter Using
/// Truncated Cosine Functions*, 2016). It differs from a Gaussian, and that is part of the measure.
///
/// A cosine can be had from its last two values. What enters the window starts it, and what leaves
/// cancels it: so the paper filters at a cost that does not grow with σ. Here the window is so short
/// that the weights themselves, nine of them, are cheaper; rows are filtered with these.
///
/// Columns are filtered by the recursion, although it collects rounding errors on its way down the
/// picture. The reference implementation has these errors, and on pictures that are nearly equal
/// they take up to half a point off its figures, which would else not be met.
struct RecursiveGaussian {
    /// The window has this many pixels on each side, the outermost with a weight of zero.
    let radius: Int
    /// The filter as weights.
    let weights: SymmetricKernel
    /// What a sample that enters or leaves the window is multiplied with, for each cosine.
    private let gains: (Float, Float, Float)
    /// `2 cos ω` of each cosine.
    private let turns: (Float, Float, Float)

    /// Names and numbers of equations are the paper's.
    init(sigma: Double) {
        let radius = (3.2795 * sigma + 0.2546).rounded()  // (57)
        let omega = [1.0, 3, 5].map { $0 * Double.pi / (2 * radius) }
        // (37), (44): the sums of the cosines, and their second moments.
        let p = zip([1.0, -1, 1], omega).map { $0 / tan(0.5 * $1) }
        let r = zip(zip([1.0, -1, 1], p), omega).map { $0.0 * $0.1 * $0.1 / sin($1) }
        // (50): the Gaussian at the three frequencies.
        let rho = omega.map { exp(-0.5 * sigma * sigma * $0 * $0) / radius }
        // (52): the direction that two constraints leave free.
        func minor(_ i: Int, _ j: Int) -> Double { p[i] * r[j] - r[i] * p[j] }
        let zeta = [minor(1, 2) / minor(0, 1), minor(2, 0) / minor(0, 1), 1]
        // (53), (55), (56): weights sum to 1, have the variance σ², and fit along that direction.
        let fit = zip(zeta, rho).reduce(0) { $0 + $1.0 * $1.1 }
        let beta = solve([p, r, zeta], [1, radius * radius - sigma * sigma, fit])

        self.radius = Int(radius)
        weights = SymmetricKernel(
            half: (0..<self.radius).map { distance in
                zip(beta, omega).reduce(0) { $0 + $1.0 * cos($1.1 * Double(distance)) }
            })
        // (33)
        let gain = zip(beta, omega).map { Float(-$0 * cos($1 * (radius + 1))) }
        let turn = omega.map { Float(2 * cos($0)) }
        gains = (gain[0], gain[1], gain[2])
        turns = (turn[0], turn[1], turn[2])
    }

    /// The two last values of the three cosines, for each column.
    final class Columns {
        fileprivate let values: Plane
        fileprivate var isOdd = false

        /// Columns of zeros.
        init(count: Int) { values = Plane(width: count, height: 6) }
    }

    /// One step down the columns, (35).
    ///
    /// - Parameters:
    ///   - columns: The state.
    ///   - entering: The row that comes into the window, `radius - 1` below the one that is made.
    ///   - leaving: The row that leaves it, `radius + 1` above.
    ///   - output: The filtered row.
    func step(
        _ columns: Columns, entering: UnsafePointer<Float>, leaving: UnsafePointer<Float>,
        into output: UnsafeMutablePointer<Float>
    ) {
        let (newest, oldest) = columns.isOdd ? (1, 0) : (0, 1)
        columns.isOdd.toggle()
        let values = columns.values
        let (a1, b1, c1) = (
            UnsafePointer(values.row(newest)), UnsafePointer(values.row(2 + newest)),
            UnsafePointer(values.row(4 + newest))
        )
        let (a2, b2, c2) = (values.row(oldest), values.row(2 + oldest), values.row(4 + oldest))
        for x in 0..<values.width {
            let sum = entering[x] + leaving[x]
            let a = Self.next(sum, gains.0, turns.0, a1[x], a2[x])
            let b = Self.next(sum, gains.1, turns.1, b1[x], b2[x])
            let c = Self.next(sum, gains.2, turns.2, c1[x], c2[x])
            (a2[x], b2[x], c2[x]) = (a, b, c)
            output[x] = a + (b + c)
        }
    }

    /// `gain · sum + (turn · last - beforeLast)`, rounded after each multiplication and addition
    /// together, as processors do that have an instruction for both. In double precision it is the
    /// same on those that have none, and on all.
    @inline(__always)
    private static func next(
        _ sum: Float, _ gain: Float, _ turn: Float, _ last: Float, _ beforeLast: Float
    ) -> Float {
        let turned = Float(Double(turn) * Double(last) - Double(beforeLast))
        return Float(Double(gain) * Double(sum) + Double(turned))
    }
}

/// The solution of three linear equations, by Cramer's rule.
private func solve(_ rows: [[Double]], _ right: [Double]) -> [Double] {
    func determinant(_ m: [[Double]]) -> Double {
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
            - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
            + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    }
    return (0..<3).map { column in
        var replaced = rows
        for row in 0..<3 { replaced[row][column] = right[row] }
        return determinant(replaced) / determinant(rows)
    }
}
