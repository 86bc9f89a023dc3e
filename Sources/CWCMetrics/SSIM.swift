public import CWCImage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Structural similarity of the luma (Wang, Bovik, Sheikh, Simoncelli 2004), at most 1.
///
/// 11×11 Gaussian windows of σ = 1.5 that lie within the picture, K₁ = 0.01, K₂ = 0.03, population
/// variances, BT.601 luma that is not rounded, no downsampling; alpha is left out. That is what
/// scikit-image computes with `gaussian_weights=True`, `sigma=1.5`, `use_sample_covariance=False`
/// and `data_range=255`.
///
/// - Precondition: both pictures have the same shape.
/// - Throws: `tooSmall` below 11 pixels a side.
public func ssim(_ a: RasterImage, _ b: RasterImage) throws(MetricsError) -> Double {
    a.requireSameShape(as: b)
    let side = min(a.width, a.height)
    guard side >= Similarity.window else {
        throw .tooSmall(side: side, minimum: Similarity.window)
    }
    return Similarity(FloatPlane(lumaOf: a), FloatPlane(lumaOf: b)).structural
}

/// Multi-scale structural similarity (Wang, Simoncelli, Bovik 2003), the mean over the channels
/// but alpha.
///
/// Five scales with the published exponents: contrast at the first four, contrast and luminance at
/// the last, each scale the 2×2 means of the one before; negative factors count as 0. That is what
/// pytorch-msssim computes with `data_range=255`, odd sides included.
///
/// - Precondition: both pictures have the same shape.
/// - Throws: `tooSmall` below 161 pixels a side, where the last scale is not wider than its window.
public func multiScaleSSIM(_ a: RasterImage, _ b: RasterImage) throws(MetricsError) -> Double {
    a.requireSameShape(as: b)
    let exponents = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]
    let minimum = (Similarity.window - 1) << (exponents.count - 1) + 1
    let side = min(a.width, a.height)
    guard side >= minimum else { throw .tooSmall(side: side, minimum: minimum) }

    var sum = 0.0
    let channels = a.channels.colorCount
    for channel in 0..<channels {
        var (first, second) = (FloatPlane(a, channel: channel), FloatPlane(b, channel: channel))
        var product = 1.0
        for (scale, exponent) in exponents.enumerated() {
            let isLast = scale == exponents.count - 1
            let similarity = Similarity(first, second)
            let factor = isLast ? similarity.structural : similarity.contrast
            product *= pow(max(factor, 0), exponent)
            if !isLast { (first, second) = (first.halved, second.halved) }
        }
        sum += product
    }
    return sum / Double(channels)
}
