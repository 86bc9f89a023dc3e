import CWCCodes

/// Why parts do not make a model. Spec model §3, §4.3.
public struct ModelError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, in words.
    public var description: String
}

/// What the parts of a model owe each other. Spec model §3.
enum ModelRules {
    static func check(
        _ description: ModelDescription, _ networks: Model.Networks
    ) throws(ModelError) {
        try check(description)
        switch networks {
        case .seed(let seed):
            try require(description.family == 1, "networks of family 1")
            try check(description, seed)
        case .wavelet(let wavelet):
            try require(description.family == 2, "networks of family 2")
            try WaveletRules.check(description, wavelet)
        }
    }

    private static func check(
        _ description: ModelDescription, _ seed: SeedNetworks
    ) throws(ModelError) {
        let (planes, levels) = (description.planes, description.levels)
        try require(
            (1...DescriptionLimits.planes).contains(planes), "\(planes) planes")
        try require(
            (1...DescriptionLimits.levels).contains(levels), "\(levels) levels")
        try require(
            planes % levels == 0, "\(planes) planes are not a multiple of \(levels) levels")
        let synthesis = seed.synthesis
        if let contexts = seed.contexts {
            try require(
                contexts.planes.count == description.planes,
                "contexts of \(contexts.planes.count) planes for \(description.planes)")
        }
        try require(
            synthesis, role: .synthesis, input: (description.planes, 0...1),
            outputChannels: 3, scaling: (1, 8))
        try require(
            synthesis.outputRange == 0...255, "the synthesis network does not put out 0...255")
        guard let encoder = seed.encoder else { return }

        let features = encoder.features
        let seen = (features.outputChannels, features.outputRange)
        try require(
            features, role: .features, input: (3, 0...255), outputChannels: nil, scaling: (8, 1))
        try require(
            encoder.codes, role: .codes, input: seen, outputChannels: description.planes,
            scaling: (1, 1))
        try require(
            encoder.importance, role: .importance, input: seen, outputChannels: 1, scaling: (1, 1))
        try require(
            encoder.tables.thresholds.count == description.levels - 1,
            "\(encoder.tables.thresholds.count) thresholds for \(description.levels) levels")
    }

    private static func check(_ description: ModelDescription) throws(ModelError) {
        try require(
            (1...DescriptionLimits.name).contains(description.name.utf8.count),
            "the name has \(description.name.utf8.count) bytes")
        try require(
            isPrintable(description.name), "the name has a control character")
        try require(
            description.note.utf8.count <= DescriptionLimits.note,
            "the note has \(description.note.utf8.count) bytes")
    }

    /// Whether no character of a name would disturb a terminal.
    static func isPrintable(_ name: String) -> Bool {
        name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
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

    private static func require(
        _ condition: Bool, _ description: @autoclosure () -> String
    ) throws(ModelError) {
        guard condition else { throw ModelError(description: description()) }
    }
}
