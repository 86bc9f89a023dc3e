/// Quantizes coefficients, each for itself: scalar quantization with a dead zone. Spec wavelet §7.
package struct SubbandQuantizer {
    private let baseSteps: BaseQuantizationSteps
    private let qualityMap: QualityMap

    /// Magnitudes are rounded up from this fraction of a step on, in 1/256: shorter codes for a
    /// little error. LL subbands are rounded to nearest.
    package static let roundingUp: Int64 = 154

    /// Quantizes at the qualities of a picture's parts.
    package init(_ baseSteps: BaseQuantizationSteps, _ qualityMap: QualityMap) {
        self.baseSteps = baseSteps
        self.qualityMap = qualityMap
    }

    /// A picture's coefficients in units of their steps, to be quantized while they are coded.
    package func scaled(
        _ pyramid: WaveletPyramid, _ geometry: WaveletGeometry
    ) -> ScaledCoefficients {
        var ll = SubbandSymbols(geometry).ll
        quantizeLL(pyramid, to: &ll)
        let details = pyramid.details.enumerated().map { level, planes in
            let (height, width) = geometry.size(level + 1)
            let steps = LevelQuantizationSteps(
                baseSteps, qualityMap, level: level + 1, height: height, width: width)
            let count = WaveletGeometry.subbands
            precondition(planes.count == count, "a level has nine subbands")
            return unsafe [Int32](unsafeUninitializedCapacity: height * width * count) {
                scaled, made in
                for (subband, plane) in planes.enumerated() {
                    steps.subband(subband).forEachRun(height: height, columns: 0..<width) {
                        row, columns, step in
                        for column in columns {
                            let index = row * width + column
                            // Beyond 32 bits are only steps that no picture needs.
                            unsafe scaled[index * count + subband] = Int32(
                                clamping: Int64(plane.samples[index])
                                    << Int64(QuantizationSteps.fraction + 8) / Int64(step))
                        }
                    }
                }
                made = height * width * count
            }
        }
        return ScaledCoefficients(ll: ll, details: details)
    }

    /// The symbols of a picture's coefficients.
    package func symbols(of pyramid: WaveletPyramid, _ geometry: WaveletGeometry) -> SubbandSymbols
    {
        var symbols = SubbandSymbols(geometry)
        quantizeLL(pyramid, to: &symbols.ll)
        for (level, planes) in pyramid.details.enumerated() {
            let (height, width) = geometry.size(level + 1)
            let steps = LevelQuantizationSteps(
                baseSteps, qualityMap, level: level + 1, height: height, width: width)
            for (subband, plane) in planes.enumerated() {
                steps.subband(subband).forEachRun(height: height, columns: 0..<width) {
                    row, columns, step in
                    for column in columns {
                        let index = row * width + column
                        symbols.details[level][index * WaveletGeometry.subbands + subband] =
                            Self.symbol(
                                plane.samples[index], step, roundingUp: Self.roundingUp)
                    }
                }
            }
        }
        return symbols
    }

    private func quantizeLL(_ pyramid: WaveletPyramid, to symbols: inout [Int16]) {
        let steps = QuantizationSteps(baseSteps, quality: qualityMap.quality).ll
        for (component, plane) in pyramid.ll.enumerated() {
            for (index, value) in plane.samples.enumerated() {
                symbols[index * WaveletGeometry.components + component] = Self.symbol(
                    value, steps[component], roundingUp: 128)
            }
        }
    }

    @inline(__always)
    private static func symbol(_ value: Int32, _ step: Int32, roundingUp: Int64) -> Int16 {
        let symbol = QuantizationSteps.symbol(value, step: step, roundingUp: roundingUp)
        let legal = SubbandSymbols.legal
        return Int16(min(max(symbol, legal.lowerBound), legal.upperBound))
    }
}

/// A picture's coefficients on their way to symbols: LL subbands are quantized already, details are
/// in units of their steps.
package struct ScaledCoefficients: Sendable {
    /// Symbols of the LL subbands, `[h, w, 3]`.
    package let ll: [Int16]
    /// Coefficients in 1/256 of their steps by level, the finest first, `[h, w, 9]` each.
    package let details: [[Int32]]
}
