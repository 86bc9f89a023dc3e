package import CWCContainer

/// The symbols of a picture, tile by tile: those that are at hand.
///
/// What a tile's streams do not give is an empty list and counts as zeros.
package final class TileSymbols: @unchecked Sendable {
    /// Sizes of the picture's subbands.
    package let geometry: WaveletGeometry
    /// The tiles in raster order, and how many stand in a row.
    let tiles: [WaveletTile]
    let columns: Int
    /// Rows and columns of a tile at level 0; those of the last ones may be fewer.
    let side: (height: Int, width: Int)
    private var symbols: [SubbandSymbols?]

    /// No symbols yet.
    package init(_ geometry: WaveletGeometry, _ tiling: Tiling) {
        self.geometry = geometry
        tiles = geometry.tiles(tiling)
        columns = tiling.grid(width: geometry.imageWidth, height: geometry.imageHeight).columns
        side = tiling.side.map { ($0, $0) } ?? (geometry.height, geometry.width)
        symbols = [SubbandSymbols?](repeating: nil, count: tiles.count)
    }

    /// The symbols of a tile; nil where they are not at hand.
    package subscript(tile: Int) -> SubbandSymbols? {
        get { symbols[tile] }
        set { symbols[tile] = newValue }
    }

    /// Puts symbols in the place of a part of the only tile's, or of all of them.
    func replace(_ part: WaveletTile?, by new: SubbandSymbols) {
        if let part { symbols[0]?.insert(new, part) } else { symbols[0] = new }
    }

    /// Lets go of rows of tiles.
    func removeRows(_ rows: Range<Int>) {
        for tile in (rows.lowerBound * columns..<rows.upperBound * columns)
            .clamped(to: symbols.indices)
        { symbols[tile] = nil }
    }

    /// Bytes of the symbols of a row of tiles, as far as they are among some.
    func rowByteCount(_ wanted: Set<Int>) -> Int {
        let first = wanted.min().map { $0 / columns } ?? 0
        return (first * columns..<(first + 1) * columns).reduce(0) { sum, tile in
            wanted.contains(tile) ? sum + SubbandSymbols.byteCount(tiles[tile].geometry) : sum
        }
    }

    /// Rows of tiles that the transform has not left behind when it comes to the next one. It looks
    /// back by less than four positions of the coarsest level.
    var rowsPassed: Int { ((4 << geometry.levels) + side.height - 1) / side.height }

    /// The tiles that have a part of a rectangle of a level.
    func tiles(_ rect: SubbandRect, level: Int) -> [Int] {
        guard !rect.rows.isEmpty, !rect.columns.isEmpty else { return [] }
        let (height, width) = (side.height >> level, side.width >> level)
        let rows = rect.rows.lowerBound / height...(rect.rows.upperBound - 1) / height
        let columns = rect.columns.lowerBound / width...(rect.columns.upperBound - 1) / width
        return rows.flatMap { row in columns.map { row * self.columns + $0 } }
    }

    /// The row of tiles that a row of a level belongs to.
    func tileRow(of row: Int, level: Int) -> Int { row / (side.height >> level) }

    /// Gives `body` the detail symbols of a rectangle of a level, tile by tile.
    func forEachPart(level: Int, _ rect: SubbandRect, _ body: (TilePart) -> Void) {
        forEachTile(rect, level) { tile, rect, row, column in
            let symbols = self.symbols[tile]?.details[level - 1] ?? []
            body(
                TilePart(
                    rect: rect, symbols: symbols.isEmpty ? nil : symbols,
                    channels: WaveletGeometry.subbands, row: row, column: column,
                    width: tiles[tile].geometry.width >> level))
        }
    }

    /// The same for the symbols of the LL subbands.
    func forEachLLPart(_ rect: SubbandRect, _ body: (TilePart) -> Void) {
        let level = geometry.levels
        forEachTile(rect, level) { tile, rect, row, column in
            body(
                TilePart(
                    rect: rect, symbols: symbols[tile]?.ll, channels: WaveletGeometry.components,
                    row: row, column: column, width: tiles[tile].geometry.width >> level))
        }
    }

    /// Gives `body` each tile that has a part of a rectangle: the part, and the first row and column of
    /// the tile.
    private func forEachTile(
        _ rect: SubbandRect, _ level: Int,
        _ body: (_ tile: Int, _ rect: SubbandRect, _ row: Int, _ column: Int) -> Void
    ) {
        for tile in tiles(rect, level: level) {
            let row = tile / columns * (side.height >> level)
            let column = tile % columns * (side.width >> level)
            body(
                tile,
                SubbandRect(
                    rows: rect.rows.clamped(to: row..<row + side.height >> level),
                    columns: rect.columns.clamped(to: column..<column + side.width >> level)),
                row, column)
        }
    }
}

/// A part of a tile's symbols at a level.
struct TilePart {
    /// The part, in positions of the picture's level.
    let rect: SubbandRect
    /// The tile's symbols `[height, width, channels]`; nil for zeros.
    let symbols: [Int16]?
    let channels: Int
    /// The tile's first row and column, and how many columns it has.
    let row: Int
    let column: Int
    let width: Int

    /// The place of a position's first symbol.
    func place(_ row: Int, _ column: Int) -> Int {
        ((row - self.row) * width + column - self.column) * channels
    }
}
