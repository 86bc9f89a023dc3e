import CWCWavelet

/// How a model of the wavelet family quantizes: what its tunes differ in.
public struct SubbandQuantization: Hashable, Sendable {
    /// Base quantization steps, relative to those of equal error.
    public var weights: SubbandWeights
    /// How far steps follow contrast, in sixteenths; 0 is not at all.
    public var masking: Int

    /// A quantization from its parts.
    public init(weights: SubbandWeights, masking: Int = 0) {
        self.weights = weights
        self.masking = masking
    }

    /// λ in the mean: what a bit may cost in squared error, in 1/256 of a squared step.
    var lambda: Int { WaveletNetworks.lambda(masking: masking) }
}

/// How much coarser than for equal error in pixels the subbands of a model are quantized: what a
/// tune for another measure than PSNR differs in.
public struct SubbandWeights: Hashable, Sendable {
    /// Factors on the steps by level, the finest first.
    public var levels: [Double]
    /// A further factor for the subbands of chroma.
    public var chroma: Double
    /// The factor for the LL subbands.
    public var ll: Double

    /// Equal error in every subband.
    public static func even(levels: Int) -> SubbandWeights {
        SubbandWeights(levels: [Double](repeating: 1, count: levels), chroma: 1, ll: 1)
    }

    init(levels: [Double], chroma: Double, ll: Double) {
        self.levels = levels
        self.chroma = chroma
        self.ll = ll
    }

    /// Reads the object of a configuration; what it leaves out is 1.
    init(parsing config: inout ConfigReader, levels count: Int) throws(ConfigError) {
        let factors = 0.1...10.0
        levels = try config.numbers(
            "levels", in: factors, default: [Double](repeating: 1, count: count))
        guard levels.count == count else {
            throw config.error("levels", "must be \(count) numbers")
        }
        chroma = try config.number("chroma", in: factors, default: 1)
        ll = try config.number("ll", in: factors, default: 1)
        try config.finish()
    }

    /// The quantization steps at quality 0.
    var baseSteps: BaseQuantizationSteps {
        func scaled(_ step: UInt32, _ factor: Double) -> UInt32 {
            UInt32((Double(step) * factor).rounded())
        }
        func factor(ofComponent component: Int) -> Double { component == 0 ? 1 : chroma }
        var baseSteps = BaseQuantizationSteps.equalError(levels: levels.count)
        for component in 0..<WaveletGeometry.components {
            baseSteps.ll[component] = scaled(
                baseSteps.ll[component], ll * factor(ofComponent: component))
        }
        for (level, weight) in levels.enumerated() {
            for subband in 0..<WaveletGeometry.subbands {
                let component = subband / WaveletGeometry.orientations
                baseSteps.details[level][subband] = scaled(
                    baseSteps.details[level][subband], weight * factor(ofComponent: component))
            }
        }
        return baseSteps
    }
}
