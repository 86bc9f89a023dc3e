public import CWCImage

/// A stream that could not be decoded, nor could the finer ones of its tile. Spec cwc §5.6.
public struct StreamFault: Hashable, Sendable {
    /// The tile, in raster order.
    public let tile: Int
    /// The resolution, 0 the coarsest.
    public let resolution: Int
    /// The pixels of the tile.
    public let region: ImageRegion

    /// A fault.
    public init(tile: Int, resolution: Int, region: ImageRegion) {
        self.tile = tile
        self.resolution = resolution
        self.region = region
    }
}

extension StreamFault: CustomStringConvertible {
    /// Which tile, and what becomes of it.
    public var description: String {
        "tile \(tile) (\(region)): "
            + (resolution == 0
                ? "nothing of it can be decoded"
                : "stream \(resolution) and finer ones are left out")
    }
}
