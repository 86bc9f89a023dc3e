import CWCContainer

/// Decodes the tiles that a reconstruction needs, some rows of tiles at a time, and lets go of those
/// that it needs no more.
final class TileDecoder {
    /// The symbols that are there.
    let symbols: TileSymbols
    private let coder: TiledCoder
    private let streams: Streams
    private let resolutions: Int
    /// The tiles that are wanted and not decoded yet, in ascending order.
    private var pending: ArraySlice<Int>
    /// The first row of tiles that has not been let go of.
    private var firstRow = 0
    private let rowsAtOnce: Int
    private let tolerance: FaultTolerance
    private let onFault: (_ tile: Int, _ stream: Int) -> Void

    /// A decoder of tiles that has decoded none.
    ///
    /// - Parameters:
    ///   - coder: Decodes tiles.
    ///   - streams: The streams of all tiles.
    ///   - resolutions: How many of a tile's streams are wanted.
    ///   - symbols: Takes the symbols.
    ///   - tiles: The tiles that are wanted.
    ///   - rowsAtOnce: Rows of tiles that are decoded together.
    ///   - tolerance: Whether streams at fault are refused or left out.
    ///   - onFault: Is told of streams that are missing or left out.
    init(
        _ coder: TiledCoder, _ streams: Streams, resolutions: Int, to symbols: TileSymbols,
        tiles: Set<Int>, rowsAtOnce: Int, tolerating tolerance: FaultTolerance = .none,
        onFault: @escaping (_ tile: Int, _ stream: Int) -> Void = { _, _ in }
    ) {
        self.tolerance = tolerance
        self.onFault = onFault
        self.coder = coder
        self.streams = streams
        self.resolutions = resolutions
        self.symbols = symbols
        self.rowsAtOnce = rowsAtOnce
        pending = tiles.sorted()[...]
    }

    /// Whether a row of the LL subbands belongs to tiles that are still to be decoded.
    func wants(_ row: Int) -> Bool {
        let tileRow = symbols.tileRow(of: row, level: symbols.geometry.levels)
        return pending.first.map { $0 / symbols.columns <= tileRow } ?? false
    }

    /// Makes sure that the symbols of a row of the LL subbands, and all that belongs to it at finer
    /// levels, are there.
    ///
    /// - Parameters:
    ///   - row: The row.
    ///   - firstTileRow: The first row of tiles that is still needed.
    /// - Throws: `badPayload`, at the first stream at fault of the first tile that has one.
    func provide(_ row: Int, _ firstTileRow: Int) throws(FormatError) {
        guard wants(row) else { return }
        let tileRow = symbols.tileRow(of: row, level: symbols.geometry.levels)
        // Concealment looks at the row above, however many rows are decoded together.
        let first = max(firstRow, min(firstTileRow, tileRow - 1))
        symbols.removeRows(firstRow..<first)
        firstRow = first
        let end = (tileRow + rowsAtOnce) * symbols.columns
        let batch = pending.prefix { $0 < end }
        pending = pending.dropFirst(batch.count)
        try decode(Array(batch))
    }

    private func decode(_ batch: [Int]) throws(FormatError) {
        let faults = coder.decode(batch, of: streams, resolutions: resolutions, to: symbols)
        if tolerance != .damage, let fault = faults.first { throw fault.error }
        let damaged = Dictionary(uniqueKeysWithValues: faults.map { ($0.tile, $0.stream) })
        // Of these there is nothing that others could be concealed by.
        for fault in faults where fault.stream == 0 { symbols[fault.tile] = nil }
        for tile in batch {
            let first = damaged[tile] ?? streams.available(tile: tile)
            if first < resolutions { onFault(tile, first) }
            // A partial picture has one result: there, zeros stand for what is missing.
            if first == 0, tolerance == .damage { symbols.conceal(tile) }
        }
    }

    /// Decodes all that is wanted, and keeps nothing.
    ///
    /// - Throws: As `provide` does.
    func check() throws(FormatError) {
        for row in stride(from: 0, to: symbols.tiles.count / symbols.columns, by: rowsAtOnce) {
            let batch = pending.prefix { $0 < (row + rowsAtOnce) * symbols.columns }
            pending = pending.dropFirst(batch.count)
            try decode(Array(batch))
            symbols.removeRows(row..<row + rowsAtOnce)
        }
    }
}
