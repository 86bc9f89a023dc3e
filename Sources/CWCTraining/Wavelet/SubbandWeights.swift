import CWCNetwork
import CWCWavelet

/// How a model of family 2 quantizes: what its tunes differ in.
public struct SubbandQuantization: Hashable, Sendable {
    /// Quantization steps against those of equal error.
    public var weights: SubbandWeights
    /// How far steps follow contrast, in sixteenths; 0 is not at all.
    public var masking: Int

    public init(weights: SubbandWeights, masking: Int = 0) {
        self.weights = weights
        self.masking = masking
    }

    /// What a bit may cost in squared error in the mean, in 1/256 of a squared step.
    var lambda: Int { WaveletNetworks.lambda(masking: masking) }
}

/// How much coarser than for equal error in pixels the bands of a model are quantized: what a tune
/// for another measure than PSNR differs in.
public struct SubbandWeights: Hashable, Sendable {
    /// Factors on the steps by level, the finest first.
    public var levels: [Double]
    /// A further factor for the bands of colour, and one for the low bands.
    public var colour: Double
    public var low: Double

    /// Equal error in every band.
    public static func even(levels: Int) -> SubbandWeights {
        SubbandWeights(levels: [Double](repeating: 1, count: levels), colour: 1, low: 1)
    }

    init(levels: [Double], colour: Double, low: Double) {
        self.levels = levels
        self.colour = colour
        self.low = low
    }

    /// Reads the object of a configuration; what it leaves out is 1.
    init(parsing config: inout ConfigReader, levels count: Int) throws(ConfigError) {
        let factors = 0.1...10.0
        levels = try config.numbers(
            "levels", in: factors, default: [Double](repeating: 1, count: count))
        guard levels.count == count else {
            throw config.error("levels", "must be \(count) numbers")
        }
        colour = try config.number("colour", in: factors, default: 1)
        low = try config.number("low", in: factors, default: 1)
        try config.finish()
    }

    /// The quantization steps at quality 0.
    var baseSteps: BaseQuantizationSteps {
        func scaled(_ gain: UInt32, _ factor: Double) -> UInt32 {
            UInt32((Double(gain) * factor).rounded())
        }
        func hue(_ component: Int) -> Double { component == 0 ? 1 : colour }
        var baseSteps = BaseQuantizationSteps.equalError(levels: levels.count)
        for component in 0..<3 {
            baseSteps.ll[component] = scaled(baseSteps.ll[component], low * hue(component))
        }
        for (level, factor) in levels.enumerated() {
            for band in 0..<9 {
                baseSteps.details[level][band] = scaled(
                    baseSteps.details[level][band], factor * hue(band / 3))
            }
        }
        return baseSteps
    }
}
