/// The quantization steps of the bands: equal error in every band costs equal error in pixels.
///
/// A band's step is the common step divided by the length of its basis functions in RGB.
public struct BandSteps: Hashable, Sendable {
    /// Steps by level and band (nine a level), in units of 1/16 of a coefficient's unit times 2⁻⁶.
    public let details: [[Int32]]
    /// Steps of the low bands.
    public let low: [Int32]

    /// Fractional bits of a step beyond those of a sample.
    public static let fraction: Int32 = 6

    /// Steps for a common step in pixel units.
    public init(step: Double, levels: Int) {
        let scale = step * Double(1 << (WaveletPyramid.fraction + Self.fraction))
        func bandStep(_ norm: Double) -> Int32 { max(1, Int32((scale / norm).rounded())) }
        details = (0..<levels).map { level in
            Self.colourNorms.flatMap { colour in
                Self.detailNorms[level].map { bandStep($0 * colour) }
            }
        }
        low = Self.colourNorms.map { bandStep($0 * Self.lowNorms[levels - 1]) }
    }

    /// Lengths of the components' directions in RGB: (1, 1, 1), (½, 0, −½), (−⅓, ⅔, −⅓).
    private static let colourNorms = [1.7320508, 0.7071068, 0.8164966]

    // Lengths of the basis functions without the usual scaling of the bands, by level.
    private static let detailNorms: [[Double]] = [
        [1.0113, 1.0113, 0.7871], [1.3199, 1.3199, 0.9671], [1.8279, 1.8279, 1.3743],
        [2.4652, 2.4652, 1.8791], [3.2783, 3.2783, 2.5093], [4.3412, 4.3412, 3.3266],
    ]
    private static let lowNorms = [1.2994, 1.8012, 2.4312, 3.2341, 4.2829, 5.6652]

    /// The coefficient that a symbol stands for.
    @inline(__always)
    public static func value(_ symbol: Int32, step: Int32) -> Int32 {
        (symbol &* step &+ (1 << (fraction - 1))) >> fraction
    }
}
