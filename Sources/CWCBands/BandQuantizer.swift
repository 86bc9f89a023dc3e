package import CWCWavelet

/// Turns coefficients into symbols, each for itself.
package struct BandQuantizer {
    private let gains: BandGains
    private let field: QualityField

    /// Magnitudes are rounded up from this fraction of a step on, in 1/256: shorter codes for a
    /// little error. Low bands are rounded to nearest.
    package static let roundingUp: Int64 = 154

    /// Quantizes at the qualities of a picture's parts.
    package init(_ gains: BandGains, _ field: QualityField) {
        self.gains = gains
        self.field = field
    }

    /// A picture's coefficients, to be made symbols while they are coded.
    package func targets(of pyramid: WaveletPyramid, _ geometry: BandGeometry) -> BandTargets {
        var low = BandSymbols(geometry).low
        quantizeLow(pyramid, to: &low)
        let details = pyramid.details.enumerated().map { level, planes in
            let (height, width) = geometry.size(level + 1)
            let steps = LevelSteps(
                gains, field, level: level + 1, height: height, width: width)
            let count = BandGeometry.bands
            return [Int32](unsafeUninitializedCapacity: height * width * count) { targets, made in
                for (band, plane) in planes.enumerated() {
                    steps.band(band).forEachRun(height: height, columns: 0..<width) {
                        row, columns, step in
                        for column in columns {
                            let index = row * width + column
                            // Beyond 32 bits are only steps that no picture needs.
                            targets[index * count + band] = Int32(
                                clamping: Int64(plane.samples[index])
                                    << Int64(BandSteps.fraction + 8) / Int64(step))
                        }
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
            let (height, width) = geometry.size(level + 1)
            let steps = LevelSteps(
                gains, field, level: level + 1, height: height, width: width)
            for (band, plane) in planes.enumerated() {
                steps.band(band).forEachRun(height: height, columns: 0..<width) {
                    row, columns, step in
                    for column in columns {
                        let index = row * width + column
                        symbols.details[level][index * BandGeometry.bands + band] = Self.symbol(
                            plane.samples[index], step, roundingUp: Self.roundingUp)
                    }
                }
            }
        }
        return symbols
    }

    private func quantizeLow(_ pyramid: WaveletPyramid, to symbols: inout [Int16]) {
        let steps = BandSteps(gains, quality: field.quality).low
        for (component, plane) in pyramid.low.enumerated() {
            for (index, value) in plane.samples.enumerated() {
                symbols[index * BandGeometry.components + component] = Self.symbol(
                    value, steps[component], roundingUp: 128)
            }
        }
    }

    @inline(__always)
    private static func symbol(_ value: Int32, _ step: Int32, roundingUp: Int64) -> Int16 {
        let symbol = BandSteps.symbol(value, step: step, roundingUp: roundingUp)
        let legal = BandSymbols.legal
        return Int16(min(max(symbol, legal.lowerBound), legal.upperBound))
    }
}

/// What a picture's symbols should be: low bands as they are, details as coefficients.
package struct BandTargets: Sendable {
    /// Low bands, `[h, w, 3]`.
    package let low: [Int16]
    /// Coefficients in 1/256 of their steps by level, the finest first, `[h, w, 9]` each.
    package let details: [[Int32]]
}
