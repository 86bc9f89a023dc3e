internal import CWCFigures
public import CWCTorch
public import CWCTraining

/// A problem as a configuration describes it.
public struct ProblemPlan: Hashable, Sendable {
    /// Which functions.
    public var kind: Kind
    /// Side of the crops in pixels.
    public var side: Int
    /// Channels of the crops.
    public var channels: Int
    /// Crops of a batch.
    public var batchSize: Int
    /// Crops that batches are picked from.
    public var trainingCrops: Int
    /// Crops to test on.
    public var testCrops: Int

    /// Families of functions.
    public enum Kind: Hashable, Sendable {
        /// ``QuadraticProblem``.
        case quadratic(dimensions: Int)
        /// ``PatchAutoencoder``.
        case patches(bits: Int, activation: PatchAutoencoder.Activation, deviation: Double)
        /// ``ConvolutionalAutoencoder``.
        case convolutional
    }

    private enum KindName: String, CaseIterable { case quadratic, patches, convolutional }

    /// Reads a file that holds a problem alone.
    public init(parsing bytes: [UInt8]) throws(ConfigError) {
        let value: JSON
        do { value = try JSON(parsing: bytes) } catch { throw ConfigError(key: "", "\(error)") }
        var config = try ConfigReader(value)
        _ = try config.text("about", default: "")
        try self.init(parsing: &config)
        try config.finish()
    }

    /// Reads the member `problem` of a configuration.
    public init(parsing config: inout ConfigReader) throws(ConfigError) {
        let name: KindName = try config.choice("kind")
        (side, channels, batchSize, trainingCrops, testCrops) = (0, 0, 0, 0, 0)
        switch name {
        case .quadratic:
            kind = .quadratic(
                dimensions: try config.integer("dimensions", in: 1...1024, default: 10))
            return
        case .patches:
            kind = .patches(
                bits: try config.integer("bits", in: 1...1024, default: 8),
                activation: try config.choice("activation", default: .sigmoid),
                deviation: try config.number("deviation", in: 0...10, default: 0.1))
            side = try config.integer("side", in: 1...64, default: 8)
            channels = try config.integer("channels", in: 1...3, default: 1)
            guard channels != 2 else { throw config.error("channels", "must be 1 or 3") }
        case .convolutional:
            kind = .convolutional
            side = try config.integer("side", in: 4...256, default: 16)
            guard side % 4 == 0 else { throw config.error("side", "must be a multiple of 4") }
            channels = 3
        }
        batchSize = try config.integer(
            "batch", in: 1...65536, default: name == .patches ? 64 : 16)
        trainingCrops = try config.integer("training_crops", in: 1...10_000_000, default: 32768)
        testCrops = try config.integer(
            "test_crops", in: 1...10_000_000, default: name == .patches ? 1024 : 128)
    }

    /// Whether the problem needs photographs.
    public var needsPictures: Bool { if case .quadratic = kind { false } else { true } }

    /// The problem on these pictures.
    ///
    /// - Throws: That they do not suffice.
    public func problem(_ pictures: PictureSet) throws(TorchError) -> any OptimizationProblem {
        if case .quadratic(let dimensions) = kind {
            return QuadraticProblem(dimensions: dimensions)
        }
        let bank = try PatchBank(
            pictures, side: side, channels: channels, trainingCount: trainingCrops,
            testCount: testCrops)
        if case .patches(let bits, let activation, let deviation) = kind {
            return PatchAutoencoder(
                bank, bits: bits, activation: activation, batchSize: batchSize,
                deviation: deviation)
        }
        return ConvolutionalAutoencoder(bank, batchSize: batchSize)
    }
}
