/// The importance map of family 2: what each part of a picture adds to its quality.
///
/// One level for each *cell* of 16 by 16 pixels; a level is worth `qualityPerLevel`. 0 everywhere is
/// the same as no map. Spec cwc §6.5.
public struct BandImportance: Hashable, Sendable {
    /// Cells in a row, and rows of them.
    public let width: Int
    public let height: Int
    /// Levels row by row, within `legal`.
    public let levels: [Int8]

    /// Levels that can be sent.
    public static let legal: ClosedRange<Int8> = -16...15

    /// What a level adds to the quality, in hundredths: a quarter of an octave of the steps.
    public static let qualityPerLevel = 500

    /// The level of the wavelet whose positions are cells.
    public static let cellLevel = 4

    /// Makes a map of cells, `[height, width]`.
    ///
    /// - Precondition: There are `height · width` levels, all legal.
    public init(width: Int, height: Int, levels: [Int8]) {
        precondition(levels.count == width * height && levels.allSatisfy(Self.legal.contains))
        self.width = width
        self.height = height
        self.levels = levels
    }

    /// Whether the map changes nothing.
    public var isEven: Bool { levels.allSatisfy { $0 == 0 } }

    /// Cells of a padded picture: `[H / 16, W / 16]`, rounded up.
    public static func size(width: Int, height: Int) -> (height: Int, width: Int) {
        let side = 1 << cellLevel
        return ((height + side - 1) / side, (width + side - 1) / side)
    }
}
