// What stands for a tile whose coarsest stream is lost. A decoder is free in this. Spec cwc §5.6.

extension TileSymbols {
    /// Fills the LL subbands of a tile from those of its neighbours that are at hand: each symbol is the
    /// mean of the nearest ones to the left and right and above, weighted by how near they are. What is
    /// below may not be decoded yet, which depends on the number of threads, so it is not looked at.
    func conceal(_ tile: Int) {
        let part = tiles[tile]
        let levels = geometry.levels
        let (height, width) = part.geometry.size(levels)
        let rows = part.rows(levels)
        let columns = part.columns(levels)
        var filled = SubbandSymbols(llOf: part.geometry)
        for y in 0..<height {
            for x in 0..<width {
                let near = [
                    (rows.lowerBound - 1, columns.lowerBound + x, y + 1),
                    (rows.lowerBound + y, columns.lowerBound - 1, x + 1),
                    (rows.lowerBound + y, columns.upperBound, width - x),
                ].compactMap { row, column, distance in
                    ll(row, column).map { (values: $0, weight: 5040 / distance) }
                }
                let weight = near.reduce(0) { $0 + $1.weight }
                guard weight > 0 else { continue }
                for component in 0..<WaveletGeometry.components {
                    let sum = near.reduce(0) { $0 + Int($1.values[component]) * $1.weight }
                    filled.ll[(y * width + x) * WaveletGeometry.components + component] =
                        Int16(sum / weight)
                }
            }
        }
        self[tile] = filled
    }

    /// The LL symbols of a position; nil beyond the picture and where they are not at hand.
    private func ll(_ row: Int, _ column: Int) -> [Int16]? {
        let (height, width) = geometry.size(geometry.levels)
        guard (0..<height).contains(row), (0..<width).contains(column) else { return nil }
        var found: [Int16]?
        forEachLLPart(SubbandRect(rows: row..<row + 1, columns: column..<column + 1)) { part in
            let place = part.place(row, column)
            found = part.symbols.map { Array($0[place..<place + WaveletGeometry.components]) }
        }
        return found
    }
}
