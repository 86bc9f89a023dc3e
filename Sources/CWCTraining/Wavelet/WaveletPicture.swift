import CWCWavelet

/// One of the ``WaveletTargets``: its coefficients, its steps by level, and what they follow.
struct WaveletPicture: Sendable {
    /// The coefficients; those of the LL subbands may be quantized already.
    var pyramid: WaveletPyramid
    private let qualityMap: QualityMap
    private let steps: [LevelQuantizationSteps]

    /// A picture at a quality, and what networks and losses see of its steps.
    struct Prepared: Sendable {
        let picture: WaveletPicture
        /// The quality at the positions of each level as the networks see it, the finest first.
        let qualities: [[Float]]
        /// The reference step at each pixel, in grey levels.
        let localSteps: [Float]
        /// λ by place, where it follows contrast.
        let lambdaMap: LambdaMap?
    }

    /// Transforms RGB pixels, `[height, width, 3]`, at a quality 0 … 100.
    static func prepared(
        _ pixels: [UInt8], width: Int, height: Int, quality: Double,
        _ quantization: SubbandQuantization
    ) -> Prepared {
        let baseSteps = quantization.weights.baseSteps
        let levels = baseSteps.details.count
        let visibility =
            quantization.masking > 0
            ? ErrorVisibility(pixels: pixels, width: width, height: height) : nil
        let geometry = WaveletGeometry(imageWidth: width, imageHeight: height, levels: levels)
        let pyramid = WaveletPyramid(pixels: pixels, width: width, height: height, levels: levels)
        let hundredths = Int((quality * 100).rounded())
        let qualityMap = QualityMap(
            quality: hundredths,
            importance: visibility.map {
                ContrastMasking(strength: quantization.masking)
                    .importance($0, width: width, height: height)
                    .rateOptimized(
                        in: WaveletTile(row: 0, column: 0, geometry: geometry), for: pyramid,
                        quality: hundredths, baseSteps, geometry)
            })
        let sizes = (1...levels).map { (level: $0, height: height >> $0, width: width >> $0) }
        return Prepared(
            picture: WaveletPicture(
                pyramid: pyramid, qualityMap: qualityMap,
                steps: sizes.map {
                    LevelQuantizationSteps(
                        baseSteps, qualityMap, level: $0.level, height: $0.height, width: $0.width)
                }),
            qualities: sizes.map { size in
                let local = qualityMap.qualities(
                    level: size.level, height: size.height, width: size.width)
                return (0..<size.height * size.width).map { feature(local[$0]) }
            },
            localSteps: referenceSteps(qualityMap, width: width, height: height),
            lambdaMap: visibility.map {
                LambdaMap(mean: quantization.lambda, $0, baseSteps, qualityMap, geometry)
            })
    }

    /// A picture whose LL subbands are quantized.
    struct Quantized: Sendable {
        var picture: WaveletPicture
        /// The LL subbands and the quality as the network `ll_context` sees them.
        var ll: [Float]
        /// The details in steps, by level.
        var details: [[Float]]
    }

    /// Quantizes the LL subbands, and puts the details in steps.
    func quantized(_ baseSteps: BaseQuantizationSteps) -> Quantized {
        var made = Quantized(picture: self, ll: [], details: [])
        let llSteps = QuantizationSteps(baseSteps, quality: qualityMap.quality).ll
        for (component, step) in llSteps.enumerated() {
            Self.quantize(&made.picture.pyramid.ll[component], step: step)
            made.ll += made.picture.pyramid.ll[component].samples.map { Float($0) / (16 * 128) }
        }
        made.ll += [Float](
            repeating: Self.feature(qualityMap.quality), count: pyramid.ll[0].samples.count)
        made.details = pyramid.details.enumerated().map { level, planes in
            planes.enumerated().flatMap { subband, plane in
                Self.inSteps(plane, steps[level].subband(subband))
            }
        }
        return made
    }

    /// RGB − 128 of what the picture decodes to, `[H, W, 3]`, given the symbols of a subband of a
    /// level.
    func decoded(
        _ symbols: (_ level: Int, _ subband: Int, _ count: Int) -> ArraySlice<Float>
    ) -> [Float] {
        var pyramid = pyramid
        for (level, steps) in steps.enumerated() {
            for subband in pyramid.details[level].indices {
                let count = pyramid.details[level][subband].samples.count
                Self.dequantize(
                    symbols(level, subband, count), steps.subband(subband),
                    to: &pyramid.details[level][subband])
            }
        }
        return WaveletPyramid.colours(of: pyramid.components).map { Float($0) / 16 }
    }

    /// What networks see of a quality in hundredths.
    private static func feature(_ quality: Int) -> Float {
        Float(quality - 5000) / 5000
    }

    /// The reference step at each pixel: that of its block of 4 × 4 pixels, as the post-filter has it.
    private static func referenceSteps(
        _ qualityMap: QualityMap, width: Int, height: Int
    ) -> [Float] {
        let local = qualityMap.qualities(level: 2, height: height / 4, width: width / 4)
        let blocks = (0..<height / 4 * (width / 4)).map {
            Float(WaveletTargets.referenceStep(quality: Double(local[$0]) / 100))
        }
        return (0..<height * width).map { index in
            blocks[index / width / 4 * (width / 4) + index % width / 4]
        }
    }

    /// Quantizes an LL subband in place, to the nearest.
    private static func quantize(_ plane: inout WaveletPlane, step: Int32) {
        for index in plane.samples.indices {
            let symbol = QuantizationSteps.symbol(plane.samples[index], step: step, roundingUp: 128)
            plane.samples[index] = QuantizationSteps.value(symbol, step: step)
        }
    }

    /// A plane in steps.
    private static func inSteps(
        _ plane: WaveletPlane, _ steps: LevelQuantizationSteps.Steps
    ) -> [Float] {
        [Float](unsafeUninitializedCapacity: plane.samples.count) { values, made in
            steps.forEachRun(height: plane.height, columns: 0..<plane.width) { row, columns, step in
                let scale = Float(1 << QuantizationSteps.fraction) / Float(step)
                for column in columns {
                    let index = row * plane.width + column
                    values[index] = Float(plane.samples[index]) * scale
                }
            }
            made = plane.samples.count
        }
    }

    private static func dequantize(
        _ symbols: ArraySlice<Float>, _ steps: LevelQuantizationSteps.Steps,
        to plane: inout WaveletPlane
    ) {
        let (height, width) = (plane.height, plane.width)
        symbols.withUnsafeBufferPointer { symbols in
            plane.samples.withUnsafeMutableBufferPointer { samples in
                steps.forEachRun(height: height, columns: 0..<width) { row, columns, step in
                    for column in columns {
                        let index = row * width + column
                        samples[index] = QuantizationSteps.value(Int32(symbols[index]), step: step)
                    }
                }
            }
        }
    }
}
