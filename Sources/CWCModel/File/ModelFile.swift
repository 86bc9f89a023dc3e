import CWCContainer

/// The parts of a `.cwm` file. Spec model §4.
package enum ModelFile {
    /// Eight bytes that text-mode and 7-bit transfers damage visibly.
    static let signature: [UInt8] = [0x8B, 0x43, 0x57, 0x4D, 0x0D, 0x0A, 0x1A, 0x0A]
    static let version: (major: UInt8, minor: UInt8) = (1, 0)

    /// Levels of networks that there is one for each level of.
    static let networkLevels = 1...8

    /// Sections in the order in which a file has them. Spec model §4.2.
    package enum SectionType: UInt8, CaseIterable, Hashable, Sendable {
        case description = 0x01
        case network = 0x02
        case encoderTables = 0x83
        case contexts = 0x05
        case quantization = 0x06
        case modelID = 0x04

        /// The type's name in the specification.
        var name: String {
            switch self {
            case .description: "description"
            case .network: "network"
            case .encoderTables: "encoder_tables"
            case .contexts: "contexts"
            case .quantization: "quantization"
            case .modelID: "model_id"
            }
        }

        /// Place in the file.
        var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// `layer_kind`. Spec model §4.5.
    enum LayerKind: UInt8 {
        case convolution = 1
        case rectifier = 2
        case residual = 3
        case pixelShuffle = 4
        case depthwiseConvolution = 5
        case leakyRectifier = 6
    }
}
