/// What the importance map of a picture says: what each part of it is worth.
public struct ImportanceMap: Hashable, Sendable {
    /// Positions in a row, and rows of them.
    public let width: Int
    public let height: Int
    /// Pixels of a position, in each direction.
    public let scale: Int
    /// `[height, width]` values: the higher, the more bits.
    public let values: [Int]
    /// Values that there are.
    public let range: ClosedRange<Int>

    /// A map from its values.
    ///
    /// - Precondition: There are `height · width`, all in the range.
    public init(width: Int, height: Int, scale: Int, values: [Int], range: ClosedRange<Int>) {
        precondition(values.count == width * height && values.allSatisfy(range.contains))
        self.width = width
        self.height = height
        self.scale = scale
        self.values = values
        self.range = range
    }

    /// The map as greys, `[height, width]`: black is the lowest value that there is, white the
    /// highest.
    public var greys: [UInt8] {
        let span = max(range.upperBound - range.lowerBound, 1)
        return values.map { UInt8(($0 - range.lowerBound) * 255 / span) }
    }
}
