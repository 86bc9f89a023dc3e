import CWCImage

/// What an encoder looks at to encode a tile: the tile, as much of the picture around it as its
/// coefficients depend on, and as much as the closed loop reconstructs.
struct TileSurroundings {
    /// The part of the padded picture that is looked at.
    let rect: SubbandRect
    /// Sizes of that part's subbands, as if it were a picture.
    let geometry: WaveletGeometry
    /// The tile within the part.
    let tile: WaveletTile
    /// The pixels of the part that the closed loop reconstructs.
    let reconstructed: ImageRegion

    /// Pixels beyond a tile that the closed loop reconstructs. What the post-filter adds further away
    /// hardly changes the tile's coefficients.
    private static let loopMargin = 64

    /// Pixels beyond a tile that its coefficients depend on, and no fewer than the closed loop needs.
    static func margin(levels: Int) -> Int { max(4 << levels, 2 * loopMargin) }

    /// The surroundings of a tile of a picture.
    init(_ tile: WaveletTile, of picture: WaveletGeometry) {
        func around(_ first: Int, _ count: Int, _ size: Int, by margin: Int) -> Range<Int> {
            max(0, first - margin)..<min(size, first + count + margin)
        }
        func rect(_ margin: Int) -> SubbandRect {
            SubbandRect(
                rows: around(tile.row, tile.geometry.height, picture.height, by: margin),
                columns: around(tile.column, tile.geometry.width, picture.width, by: margin))
        }
        let all = rect(Self.margin(levels: picture.levels))
        let loop = rect(Self.loopMargin)
        self.rect = all
        geometry = WaveletGeometry(
            imageWidth: all.columns.count, imageHeight: all.rows.count, levels: picture.levels)
        self.tile = WaveletTile(
            row: tile.row - all.rows.lowerBound, column: tile.column - all.columns.lowerBound,
            geometry: tile.geometry)
        reconstructed = ImageRegion(
            x: loop.columns.lowerBound - all.columns.lowerBound,
            y: loop.rows.lowerBound - all.rows.lowerBound, width: loop.columns.count,
            height: loop.rows.count)
    }

    /// Whether there is nothing but the tile.
    var isTile: Bool {
        tile.geometry.height == geometry.height && tile.geometry.width == geometry.width
    }
}
