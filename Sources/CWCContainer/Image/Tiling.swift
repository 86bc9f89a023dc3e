/// Into which tiles the coded picture is divided: squares of one size, those at the right and lower
/// border being cut off by it, or the whole picture. Spec cwc §4.7.
public struct Tiling: Hashable, Sendable {
    /// The side of a tile is 2 to the power of it, in pixels; 0 for one tile.
    let exponent: Int

    /// One tile, as large as the picture.
    public static let none = Tiling(unchecked: 0)

    /// Sides that tiles can have, in pixels.
    public static let sides = [256, 512, 1024, 2048, 4096]

    /// Tiles of a side in `sides`; nil for others.
    public init?(side: Int) {
        guard Self.sides.contains(side) else { return nil }
        exponent = side.trailingZeroBitCount
    }

    init?(exponent: Int) {
        guard exponent == 0 || (8...12).contains(exponent) else { return nil }
        self.exponent = exponent
    }

    private init(unchecked exponent: Int) { self.exponent = exponent }

    /// The side of a tile in pixels; nil where there is one tile.
    public var side: Int? { exponent == 0 ? nil : 1 << exponent }

    /// Tiles in a column and in a row of a picture.
    public func grid(width: Int, height: Int) -> (rows: Int, columns: Int) {
        guard let side else { return (1, 1) }
        return ((height + side - 1) / side, (width + side - 1) / side)
    }
}
