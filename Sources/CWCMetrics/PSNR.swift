public import CWCImage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Peak signal-to-noise ratio in dB: `10 log10(255² / MSE)`, with one mean squared error over the
/// samples of all channels but alpha. Infinite when the pictures are equal.
///
/// - Precondition: both pictures have the same shape.
public func psnr(_ a: RasterImage, _ b: RasterImage) -> Double {
    a.requireSameShape(as: b)
    var sum = 0
    let (firsts, seconds) = (a.colorSamples, b.colorSamples)
    for (first, second) in zip(firsts, seconds) {
        let difference = Int(first) - Int(second)
        sum += difference * difference
    }
    return decibels(meanSquaredError: Double(sum) / Double(firsts.count))
}

/// PSNR in dB of the BT.601 luma `0.299 R + 0.587 G + 0.114 B`, which is not rounded; alpha is left
/// out. Of grey pictures the same as ``psnr(_:_:)``.
///
/// - Precondition: both pictures have the same shape.
public func psnrLuma(_ a: RasterImage, _ b: RasterImage) -> Double {
    a.requireSameShape(as: b)
    let (first, second) = (a.luma, b.luma)
    let sum = zip(first, second).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return decibels(meanSquaredError: sum / Double(first.count))
}

/// `10 log10(255² / error)`.
public func decibels(meanSquaredError error: Double) -> Double {
    error == 0 ? .infinity : 10 * log10(255 * 255 / error)
}

/// The mean squared error of a PSNR in dB: `255² / 10^(dB / 10)`.
public func meanSquaredError(decibels: Double) -> Double {
    255 * 255 / pow(10, decibels / 10)
}

/// A similarity in 0...1 on a scale that tells good pictures apart: `-10 log10(1 - similarity)`.
public func decibels(similarity: Double) -> Double {
    similarity >= 1 ? .infinity : -10 * log10(1 - similarity)
}
