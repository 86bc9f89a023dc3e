import CWCBitstream
public import CWCContainer

/// The size of a picture's importance map and codes. Spec seed §3.1.
public struct CodeGeometry: Hashable, Sendable {
    /// Columns of map and codes.
    public let width: Int
    /// Rows of map and codes.
    public let height: Int
    /// Code planes: the bits that a position can have.
    public let planes: Int
    /// Importance levels; a model with only one has no use for a map, and its map takes no bits.
    public let levels: Int

    /// The geometry of a map of `width` columns and `height` rows.
    ///
    /// - Precondition: Sides are at least 1, levels are in 1...256 and divide the planes.
    public init(width: Int, height: Int, planes: Int, levels: Int) {
        precondition(width >= 1 && height >= 1, "sides")
        precondition((1...256).contains(levels), "levels")
        precondition(planes >= levels && planes % levels == 0, "planes")
        self.width = width
        self.height = height
        self.planes = planes
        self.levels = levels
    }

    /// The geometry for a picture, whose sides are divided by `scale` and rounded up.
    public init(imageWidth: Int, imageHeight: Int, scale: Int, planes: Int, levels: Int) {
        self.init(
            width: (imageWidth + scale - 1) / scale, height: (imageHeight + scale - 1) / scale,
            planes: planes, levels: levels)
    }

    /// Positions of the map.
    public var positions: Int { width * height }

    /// Planes that a position of `level` keeps. Spec seed §3.2.
    public func kept(_ level: UInt8) -> Int { planes / levels * (Int(level) + 1) }

    /// Bytes that reading the codes takes at most, the tensor itself not counted.
    public func readingByteCount(_ form: PayloadForm) -> Int {
        switch form {
        case .packed, .deflate:
            // The stream; and the order and a count for each position.
            positions * ((planes + 7) / 8 + 2 * MemoryLayout<Int>.stride)
        case .range:
            PlaneStack.byteCount(self)
                + MemoryLayout<Counter>.stride << ContextModel.mostNeighbours
        }
    }

    /// Bits that hold a level: ⌈log₂ levels⌉.
    var bitsPerLevel: Int { Int.bitWidth - (levels - 1).leadingZeroBitCount }
}
