/// Base quantization steps: those at quality 0, one for each subband. The steps at every other
/// quality follow from them.
///
/// In units of 2⁻¹⁰ of a grey level. Where a subband's step is the reference step divided by the length
/// of its basis functions in RGB, equal error in every subband costs equal error in pixels; a model
/// may have others. Spec wavelet §6.4.
public struct BaseQuantizationSteps: Hashable, Sendable {
    /// Of the LL subbands of the three components.
    public var ll: [UInt32]
    /// By level, the finest first, nine each.
    public var details: [[UInt32]]

    /// Base steps from their parts.
    public init(ll: [UInt32], details: [[UInt32]]) {
        self.ll = ll
        self.details = details
    }

    /// The reference step at quality 0, that of basis functions of length 1: 192 grey levels.
    public static let reference: UInt32 = 192 << 10

    /// Steps that cost equal error in RGB. For those who make models: a codec reads them.
    public static func equalError(levels: Int) -> BaseQuantizationSteps {
        func step(_ norm: Double) -> UInt32 { UInt32((Double(reference) / norm).rounded()) }
        return BaseQuantizationSteps(
            ll: componentNorms.map { step($0 * llNorms[levels - 1]) },
            details: (0..<levels).map { level in
                componentNorms.flatMap { component in
                    detailNorms[level].map { step($0 * component) }
                }
            })
    }

    /// Lengths of the components' directions in RGB: (1, 1, 1), (½, 0, −½), (−⅓, ⅔, −⅓).
    private static let componentNorms = [1.7320508, 0.7071068, 0.8164966]

    // Lengths of the basis functions without the usual scaling of the subbands, by level.
    private static let detailNorms: [[Double]] = [
        [1.0113, 1.0113, 0.7871], [1.3199, 1.3199, 0.9671], [1.8279, 1.8279, 1.3743],
        [2.4652, 2.4652, 1.8791], [3.2783, 3.2783, 2.5093], [4.3412, 4.3412, 3.3266],
    ]
    private static let llNorms = [1.2994, 1.8012, 2.4312, 3.2341, 4.2829, 5.6652]
}
