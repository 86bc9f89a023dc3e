/// A filter of one dimension that is the same on both sides of its middle.
///
/// It adds up whole rows. A column is filtered with the rows above and below; a row with itself,
/// shifted. Loops of a few rows at a time are what the compiler turns into vector instructions.
struct SymmetricKernel {
    /// The weight of the middle, then of the samples at distance 1, 2 … on both sides.
    let weights: [Float]

    /// How far the filter reaches.
    var radius: Int { weights.count - 1 }

    /// A kernel from half of its weights, of which there are three or more.
    init(half weights: [Double]) {
        self.weights = weights.map(Float.init)
    }

    /// A Gaussian that ends at 2.25 σ and whose weights sum to 1: the one of Butteraugli.
    ///
    /// - Precondition: σ is 0.9 or more.
    init(gaussian sigma: Double) {
        let radius = Int(2.25 * sigma)
        let half = (0...radius).map { naturalExponential(-Double($0 * $0) / (2 * sigma * sigma)) }
        let sum = half[0] + 2 * half[1...].reduce(0, +)
        self.init(half: half.map { $0 / sum })
    }

    /// `output[x]` becomes the weighted sum of `row(d)[x]` over all distances `d`.
    ///
    /// - Precondition: `output` is none of the rows.
    @inline(__always)
    func filter(
        into output: UnsafeMutablePointer<Float>, count: Int,
        _ row: (_ distance: Int) -> UnsafePointer<Float>
    ) {
        let middle = row(0)
        let (a1, b1, a2, b2) = (row(-1), row(1), row(-2), row(2))
        let (w0, w1, w2) = (weights[0], weights[1], weights[2])
        for x in 0..<count {
            output[x] = w0 * middle[x] + w1 * (a1[x] + b1[x]) + w2 * (a2[x] + b2[x])
        }
        var next = 3
        while next + 3 <= radius {
            let (a0, b0, a1, b1) = (row(-next), row(next), row(-next - 1), row(next + 1))
            let (a2, b2, a3, b3) = (row(-next - 2), row(next + 2), row(-next - 3), row(next + 3))
            let (w0, w1, w2, w3) = (
                weights[next], weights[next + 1], weights[next + 2], weights[next + 3]
            )
            for x in 0..<count {
                let near = w0 * (a0[x] + b0[x]) + w1 * (a1[x] + b1[x])
                let far = w2 * (a2[x] + b2[x]) + w3 * (a3[x] + b3[x])
                output[x] += near + far
            }
            next += 4
        }
        while next <= radius {
            let (a, b, weight) = (row(-next), row(next), weights[next])
            for x in 0..<count { output[x] += weight * (a[x] + b[x]) }
            next += 1
        }
    }
}
