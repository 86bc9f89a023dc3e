import CWCModel
import CWCNetwork

/// How many binary codes a position can have, and how finely importance is told.
public struct SeedShape: Hashable, Sendable {
    /// Binary code planes, n in the paper.
    public var planes: Int
    /// Importance levels, L in the paper: they divide the planes.
    public var levels: Int

    /// A shape from its parts; `Model` checks them.
    public init(planes: Int, levels: Int) {
        self.planes = planes
        self.levels = levels
    }

    static let legalPlanes = 1...NetworkLimits.channels
    /// A level fits a byte.
    static let legalLevels = 1...256
}

/// What the parts of a model of the seed family owe each other. Spec seed §6.2.
enum SeedRules {
    static func check(_ shape: SeedShape, _ seed: SeedNetworks) throws(ModelError) {
        let (planes, levels) = (shape.planes, shape.levels)
        try require(SeedShape.legalPlanes.contains(planes), "\(planes) planes")
        try require(SeedShape.legalLevels.contains(levels), "\(levels) levels")
        try require(
            planes % levels == 0, "\(planes) planes are not a multiple of \(levels) levels")
        let synthesis = seed.synthesis
        if let contexts = seed.contexts {
            try require(
                contexts.planes.count == planes,
                "contexts of \(contexts.planes.count) planes for \(planes)")
        }
        try require(
            synthesis, role: .synthesis, input: (planes, 0...1), outputChannels: 3,
            scaling: (1, 8))
        try require(
            synthesis.outputRange == 0...255, "the synthesis network does not put out 0...255")
        guard let encoder = seed.encoder else { return }

        let features = encoder.features
        let seen = (features.outputChannels, features.outputRange)
        try require(
            features, role: .features, input: (3, 0...255), outputChannels: nil, scaling: (8, 1))
        try require(
            encoder.codes, role: .codes, input: seen, outputChannels: planes, scaling: (1, 1))
        try require(
            encoder.importance, role: .importance, input: seen, outputChannels: 1, scaling: (1, 1))
        try require(
            encoder.tables.thresholds.count == levels - 1,
            "\(encoder.tables.thresholds.count) thresholds for \(levels) levels")
    }

    private static func require(
        _ condition: Bool, _ description: @autoclosure () -> String
    ) throws(ModelError) {
        try CWCModel.require(condition, description())
    }

    private static func require(
        _ network: IntegerNetwork, role: NetworkRole, input: (Int, ClosedRange<Int16>),
        outputChannels: Int?, scaling: (down: Int, up: Int)
    ) throws(ModelError) {
        let fits =
            network.role == role && (network.inputChannels, network.inputRange) == input
            && network.outputChannels == outputChannels ?? network.outputChannels
            && (network.downsampling, network.upsampling) == scaling
        try require(fits, "the \(role) network does not fit the family")
    }
}
