/// A rectangle of pixels.
public struct ImageRegion: Hashable, Sendable {
    /// The first column and the first row, from 0.
    public let x: Int
    public let y: Int
    /// Columns and rows, at least 1.
    public let width: Int
    public let height: Int

    /// A rectangle.
    ///
    /// - Precondition: It begins at 0 or later and has at least one pixel.
    public init(x: Int, y: Int, width: Int, height: Int) {
        precondition(x >= 0 && y >= 0 && width >= 1 && height >= 1, "a region has pixels")
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// All of a picture.
    public init(width: Int, height: Int) {
        self.init(x: 0, y: 0, width: width, height: height)
    }

    /// The rows.
    public var rows: Range<Int> { y..<y + height }

    /// The columns.
    public var columns: Range<Int> { x..<x + width }

    /// Whether the rectangle lies within a picture of this size.
    public func isWithin(width: Int, height: Int) -> Bool {
        x <= width - self.width && y <= height - self.height
    }
}

extension ImageRegion: CustomStringConvertible {
    /// Column, row, width and height.
    public var description: String { "\(x),\(y),\(width),\(height)" }
}
