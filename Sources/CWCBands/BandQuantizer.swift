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

    /// The symbols of a picture's coefficients.
    package func symbols(of pyramid: WaveletPyramid, _ geometry: BandGeometry) -> BandSymbols {
        var symbols = BandSymbols(geometry)
        for (component, plane) in pyramid.low.enumerated() {
            quantize(
                plane, steps.low[component], roundingUp: 128, to: &symbols.low, component,
                of: BandGeometry.components)
        }
        for (level, planes) in pyramid.details.enumerated() {
            for (band, plane) in planes.enumerated() {
                quantize(
                    plane, steps.details[level][band], roundingUp: Self.roundingUp,
                    to: &symbols.details[level], band, of: BandGeometry.bands)
            }
        }
        return symbols
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
