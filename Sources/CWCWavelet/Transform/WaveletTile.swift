package import CWCContainer

/// A tile: a rectangle of the padded picture whose symbols are coded by themselves. Transform and
/// post-filter know no tiles. Spec wavelet §3.5.
package struct WaveletTile: Hashable, Sendable {
    /// The first row and column, in pixels.
    package let row: Int
    package let column: Int
    /// Sizes of the tile's subbands, as if it were a picture.
    package let geometry: WaveletGeometry

    /// A tile that begins at a row and a column.
    package init(row: Int, column: Int, geometry: WaveletGeometry) {
        self.row = row
        self.column = column
        self.geometry = geometry
    }

    /// Rows and columns of a level's subbands that belong to the tile.
    func rows(_ level: Int) -> Range<Int> {
        row >> level..<(row + geometry.height) >> level
    }

    func columns(_ level: Int) -> Range<Int> {
        column >> level..<(column + geometry.width) >> level
    }

    /// Both.
    func rect(_ level: Int) -> SubbandRect {
        SubbandRect(rows: rows(level), columns: columns(level))
    }
}

extension WaveletGeometry {
    /// The tiles of a picture, in raster order.
    package func tiles(_ tiling: Tiling) -> [WaveletTile] {
        guard let side = tiling.side else {
            return [WaveletTile(row: 0, column: 0, geometry: self)]
        }
        let grid = tiling.grid(width: imageWidth, height: imageHeight)
        return (0..<grid.rows * grid.columns).map { index in
            let (row, column) = (index / grid.columns * side, index % grid.columns * side)
            return WaveletTile(
                row: row, column: column,
                geometry: WaveletGeometry(
                    imageWidth: min(side, imageWidth - column),
                    imageHeight: min(side, imageHeight - row), levels: levels))
        }
    }
}
