package import CWCWavelet

/// Turns coefficients into symbols, each for itself.
package struct BandQuantizer {
    private let steps: BandSteps

    /// Magnitudes are rounded up from this fraction of a step on, in 1/256: shorter codes for a
    /// little error. Low bands are rounded to nearest.
    package static let roundingUp: Int64 = 154

    /// Quantizes at a quality in hundredths.
    package init(_ gains: BandGains, quality: Int) {
        steps = BandSteps(gains, quality: quality)
    }

    /// A picture's coefficients, to be made symbols while they are coded.
    package func targets(of pyramid: WaveletPyramid, _ geometry: BandGeometry) -> BandTargets {
        var low = BandSymbols(geometry).low
        quantizeLow(pyramid, to: &low)
        let details = pyramid.details.enumerated().map { level, planes in
            let (height, width) = geometry.size(level + 1)
            let count = BandGeometry.bands
            return [Int32](unsafeUninitializedCapacity: height * width * count) { targets, made in
                for (band, plane) in planes.enumerated() {
                    let step = Int64(steps.details[level][band])
                    for (index, value) in plane.samples.enumerated() {
                        // Beyond 32 bits are only steps that no picture needs.
                        targets[index * count + band] = Int32(
                            clamping: Int64(value) << Int64(BandSteps.fraction + 8) / step)
                    }
                }
                made = height * width * count
            }
        }
        return BandTargets(low: low, details: details)
    }

    /// The symbols of a picture's coefficients.
    package func symbols(of pyramid: WaveletPyramid, _ geometry: BandGeometry) -> BandSymbols {
        var symbols = BandSymbols(geometry)
        quantizeLow(pyramid, to: &symbols.low)
        for (level, planes) in pyramid.details.enumerated() {
            for (band, plane) in planes.enumerated() {
                quantize(
                    plane, steps.details[level][band], roundingUp: Self.roundingUp,
                    to: &symbols.details[level], band, of: BandGeometry.bands)
            }
        }
        return symbols
    }

    private func quantizeLow(_ pyramid: WaveletPyramid, to symbols: inout [Int16]) {
        for (component, plane) in pyramid.low.enumerated() {
            quantize(
                plane, steps.low[component], roundingUp: 128, to: &symbols, component,
                of: BandGeometry.components)
        }
    }

    private func quantize(
        _ plane: WaveletPlane, _ step: Int32, roundingUp: Int64, to symbols: inout [Int16],
        _ band: Int, of count: Int
    ) {
        let legal = BandSymbols.legal
        for (index, value) in plane.samples.enumerated() {
            let symbol = BandSteps.symbol(value, step: step, roundingUp: roundingUp)
            symbols[index * count + band] = Int16(
                min(max(symbol, legal.lowerBound), legal.upperBound))
        }
    }
}

/// What a picture's symbols should be: low bands as they are, details as coefficients.
package struct BandTargets: Sendable {
    /// Low bands, `[h, w, 3]`.
    package let low: [Int16]
    /// Coefficients in 1/256 of their steps by level, the finest first, `[h, w, 9]` each.
    package let details: [[Int32]]
}
