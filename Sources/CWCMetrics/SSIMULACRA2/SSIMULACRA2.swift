public import CWCImage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// SSIMULACRA2 (Sneyers 2022, weights of April 2023): how good a distorted picture looks, in points
/// of mean opinion. 100 is no difference, 90 visually lossless, 70 high, 50 medium and 30 low
/// quality; very bad pictures are below 0.
///
/// At up to six scales, each half of the one before in linear light, and for each component of the
/// colour space XYB, three maps of errors are made: structural dissimilarity, edges that were not
/// there, and edges that are lost. Their means and 4-norms, weighted by what observers said, make
/// the figure. libjxl's `ssimulacra2` is the reference: this agrees with it to some hundredths of a
/// point, and from 90 points on to some tenths, where rounding errors are part of its figures.
///
/// Samples are taken as sRGB, grey as R = G = B, and alpha is left out.
///
/// - Parameters:
///   - original: The picture as it was, `[H, W, C]`.
///   - distorted: What became of it; the two may not be exchanged.
/// - Precondition: Both pictures have the same shape.
/// - Returns: The score, at most 100.
/// - Throws: `tooSmall` below 8 pixels a side.
public func ssimulacra2(
    original: RasterImage, distorted: RasterImage
) throws(MetricsError) -> Double {
    original.requireSameShape(as: distorted)
    let (width, height) = (original.width, original.height)
    let minimum = SSIMULACRA2Scale.smallestSide
    guard min(width, height) >= minimum else {
        throw .tooSmall(side: min(width, height), minimum: minimum)
    }
    let first = SSIMULACRA2Scale(width: width, height: height, below: SSIMULACRA2.scales - 1)
    let table = LinearRGB.table(white: 1)
    for y in 0..<height {
        original.convertRow(y, by: table, into: first.originalRow)
        distorted.convertRow(y, by: table, into: first.distortedRow)
        first.takeRow()
    }
    return SSIMULACRA2.score(first.finish())
}

/// How the errors of all maps become one figure.
package enum SSIMULACRA2 {
    /// Scales of a large picture, 1:1 to 1:32.
    package static let scales = 6
    /// How much the errors of a component count at a scale, 0 the finest: the means and 4-norms of
    /// dissimilarity, new edges and lost edges.
    package static func weights(
        component: Int, scale: Int
    ) -> (means: [Double], fourNorms: [Double]) {
        let first = 6 * (component * scales + scale)
        return (Array(weights[first..<first + 3]), Array(weights[first + 3..<first + 6]))
    }

    /// The figure from the errors at each scale.
    ///
    /// The weights are counted off over components, scales and norms that are there. Where a small
    /// picture has fewer scales, they so fall to other maps than in a large one: that is how the
    /// reference implementation has it.
    static func score(_ scales: [SSIMULACRA2Errors]) -> Double {
        var weights = weights.makeIterator()
        var sum = 0.0
        for component in 0..<3 {
            for scale in scales {
                let errors = scale.components[component]
                for norms in [errors.means, errors.fourNorms] {
                    for norm in norms { sum += (weights.next() ?? 0) * norm }
                }
            }
        }
        return score(ofSum: sum)
    }

    /// The figure from the weighted sum of all errors: a cubic, then a power, lead to opinions.
    package static func score(ofSum sum: Double) -> Double {
        let x = sum * 0.9562382616834844
        let cubic =
            2.326765642916932 * x - 0.020884521182843837 * x * x + 6.248496625763138e-05 * x * x * x
        return cubic > 0 ? 100 - 10 * pow(cubic, 0.6276336467831387) : 100
    }
}
