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
        symbols(of: pyramid, geometry) { level in
            let (height, width) = geometry.size(level)
            return SubbandRect(rows: 0..<height, columns: 0..<width)
        }
    }

    /// The same as far as they are in a rectangle of each level and not in a tile; other detail symbols
    /// are 0.
    func symbols(
        of pyramid: WaveletPyramid, _ geometry: WaveletGeometry, without tile: WaveletTile? = nil,
        within rect: (_ level: Int) -> SubbandRect
    ) -> SubbandSymbols {
        var symbols = SubbandSymbols(geometry)
        quantizeLL(pyramid, to: &symbols.ll)
        for (index, planes) in pyramid.details.enumerated() {
            let level = index + 1
            let (height, width) = geometry.size(level)
            let steps = LevelQuantizationSteps(
                baseSteps, qualityMap, level: level, height: height, width: width)
            let parts = rect(level).subtracting(tile?.rect(level))
            precondition(
                planes.count == WaveletGeometry.subbands
                    && planes.allSatisfy { $0.samples.count == height * width }
                    && parts.allSatisfy {
                        $0.rows.clamped(to: 0..<height) == $0.rows
                            && $0.columns.clamped(to: 0..<width) == $0.columns
                    }, "positions of the level")
            for (subband, plane) in planes.enumerated() {
                let steps = steps.subband(subband)
                let samples = plane.samples.span
                var target = symbols.details[index].mutableSpan
                for part in parts {
                    for row in part.rows {
                        steps.forEachRun(ofRow: row, part.columns) { columns, step in
                            for column in columns {
                                let place = row &* width &+ column
                                unsafe target[
                                    unchecked: place &* WaveletGeometry.subbands &+ subband] =
                                    Self.symbol(
                                        samples[unchecked: place], step, roundingUp: Self.roundingUp
                                    )
                            }
                        }
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
