/// The three error maps of one component at one scale, summed up.
struct SSIMULACRA2ComponentErrors {
    /// Of dissimilarity, new edges and lost edges.
    private var sums = [0.0, 0, 0]
    private var fourthPowers = [0.0, 0, 0]
    private var count = 0.0

    /// The mean of each map.
    var means: [Double] { sums.map { $0 / count } }

    /// The 4-norm of each map: it counts the worst places more.
    var fourNorms: [Double] {
        fourthPowers.map { ($0 / count).squareRoot().squareRoot() }
    }

    /// Adds a row of each map.
    mutating func add(_ rows: [UnsafeMutablePointer<Float>], count: Int) {
        for (map, row) in rows.enumerated() {
            var (sum, fourth) = (0.0, 0.0)
            for x in 0..<count {
                let error = Double(row[x])
                let square = error * error
                sum += error
                fourth += square * square
            }
            sums[map] += sum
            fourthPowers[map] += fourth
        }
        self.count += Double(count)
    }
}

/// The errors at one scale.
struct SSIMULACRA2Errors {
    /// Of X, Y and B.
    var components = [SSIMULACRA2ComponentErrors](repeating: .init(), count: 3)
}

/// One row of the three maps.
///
/// - Parameters:
///   - values: The component of the original and of the distorted picture.
///   - means: Their local means μ₁, μ₂, and those of their squares and of their product. The last
///     three are overwritten with dissimilarity, new edges and lost edges, none of them below 0.
///   - count: Samples of the row.
func ssimulacra2Maps(
    values: [UnsafePointer<Float>], means: [UnsafeMutablePointer<Float>], count: Int
) {
    let (original, distorted) = (values[0], values[1])
    let (mu1, mu2) = (UnsafePointer(means[0]), UnsafePointer(means[1]))
    let (first, second, third) = (means[2], means[3], means[4])
    let c2: Float = 0.0009
    for x in 0..<count {
        let (m1, m2) = (mu1[x], mu2[x])
        // SSIM without the denominator of its luminance term: components of XYB are perceptual
        // already, an error in the dark is not worse than one in the light.
        let luminance = 1 - (m1 - m2) * (m1 - m2)
        let covariance = third[x] - m1 * m2
        let variances = (first[x] - m1 * m1) + (second[x] - m2 * m2)
        let dissimilarity = 1 - luminance * (2 * covariance + c2) / (variances + c2)
        // How far a sample is from the mean around it tells edges.
        let (edge1, edge2) = ((original[x] - m1).magnitude, (distorted[x] - m2).magnitude)
        let edges = (1 + edge2) / (1 + edge1) - 1
        first[x] = dissimilarity > 0 ? dissimilarity : 0
        second[x] = edges > 0 ? edges : 0
        third[x] = edges < 0 ? -edges : 0
    }
}
