import CWCContainer
import CWCNetwork

/// Codes the symbols of a picture tile by tile, several tiles at a time. Spec wavelet §4.1.
struct TiledCoder {
    private let networks: WaveletNetworks
    private let geometry: WaveletGeometry
    private let tiles: [WaveletTile]
    private let quality: Int
    private let threads: Int

    init(
        _ networks: WaveletNetworks, _ geometry: WaveletGeometry, _ tiling: Tiling, quality: Int,
        threads: Int
    ) {
        self.networks = networks
        self.geometry = geometry
        tiles = geometry.tiles(tiling)
        self.quality = quality
        self.threads = threads
    }

    /// The streams of symbols, and the symbols that are coded: 0 where none can be.
    func coded(
        _ symbols: SubbandSymbols, _ importance: WaveletImportanceMap?
    ) -> (symbols: SubbandSymbols, streams: Streams) {
        coded(importance) { tile, coder in
            coder.coded(
                tiles.count == 1 ? symbols : symbols.part(tile), importance?.part(tile))
        }
    }

    /// The same for symbols that are selected by rate and distortion while they are coded.
    func optimized(
        _ coefficients: ScaledCoefficients, _ lambda: LambdaMap,
        _ importance: WaveletImportanceMap?
    ) -> (symbols: SubbandSymbols, streams: Streams) {
        coded(importance) { tile, coder in
            tiles.count == 1
                ? coder.optimized(coefficients, lambda, importance)
                : coder.optimized(
                    coefficients.part(tile, of: geometry), lambda.part(tile, of: geometry),
                    importance?.part(tile))
        }
    }

    private func coded(
        _ importance: WaveletImportanceMap?,
        by body: (WaveletTile, SubbandCoder) -> SubbandCoder.Coded
    ) -> (symbols: SubbandSymbols, streams: Streams) {
        let coded = forEachTile(body)
        let resolutions = StreamLayout(levels: geometry.levels).count
        let streams = Streams(
            resolutions: resolutions, tiles: tiles.count, hasImportance: importance != nil,
            payloads: (0..<resolutions).flatMap { resolution in
                coded.map { $0.streams[resolution][...] }
            })
        guard tiles.count > 1 else { return (coded[0].symbols, streams) }
        var symbols = SubbandSymbols(geometry)
        for (tile, part) in zip(tiles, coded) { symbols.insert(part.symbols, tile) }
        return (symbols, streams)
    }

    /// The symbols of streams, and the importance map; nil where there is none.
    ///
    /// - Parameters:
    ///   - streams: All streams.
    ///   - resolutions: How many of them to read, the coarsest first; symbols of finer ones are 0.
    /// - Returns: Symbols, and importance map; nil where there is none.
    /// - Throws: `badPayload`, at the first stream at fault of the first tile that has one.
    func decoded(
        _ streams: Streams, resolutions: Int
    ) throws(FormatError) -> (symbols: SubbandSymbols, importance: WaveletImportanceMap?) {
        let results = forEachTile {
            tile, coder -> Result<(SubbandSymbols, WaveletImportanceMap?), FormatError> in
            let index = tiles.firstIndex(of: tile) ?? 0
            return Result { () throws(FormatError) in
                try coder.decoded(
                    (0..<resolutions).map { streams[$0, index] },
                    hasImportance: streams.hasImportance)
            }
        }
        if tiles.count == 1 { return try results[0].get() }
        var symbols = SubbandSymbols(geometry)
        var maps: [(WaveletTile, WaveletImportanceMap)] = []
        for (tile, result) in zip(tiles, results) {
            let (part, map) = try result.get()
            symbols.insert(part, tile)
            if let map { maps.append((tile, map)) }
        }
        return (symbols, streams.hasImportance ? WaveletImportanceMap(maps, geometry) : nil)
    }

    /// The importance map of streams; nil where there is none.
    ///
    /// - Throws: `badPayload`, at the first stream at fault.
    func importance(of streams: Streams) throws(FormatError) -> WaveletImportanceMap? {
        guard streams.hasImportance else { return nil }
        var maps: [(WaveletTile, WaveletImportanceMap)] = []
        for (index, tile) in tiles.enumerated() {
            let coder = SubbandCoder(networks, tile.geometry, quality: quality, threads: threads)
            maps.append((tile, try coder.importance(of: streams[0, index])))
        }
        return WaveletImportanceMap(maps, geometry)
    }

    /// What comes of each tile. Tiles are spread over the threads; one tile has them all.
    private func forEachTile<Value: Sendable>(
        _ body: (WaveletTile, SubbandCoder) -> Value
    ) -> [Value] {
        let inner = tiles.count == 1 ? threads : 1
        return ThreadTeam(threads: min(threads, tiles.count)).map(count: tiles.count) { index in
            let tile = tiles[index]
            return body(
                tile,
                SubbandCoder(networks, tile.geometry, quality: quality, threads: inner))
        }
    }
}

extension TiledCoder {
    /// Bytes that coding takes beside the symbols of the picture and the streams: what coding takes
    /// of the tiles at hand, and the symbols of all tiles.
    static func peakByteCount(
        _ networks: WaveletNetworks, _ geometry: WaveletGeometry, _ tiling: Tiling, threads: Int
    ) -> Int {
        guard let side = tiling.side else {
            return SubbandCoder.peakByteCount(networks, geometry, threads: threads)
        }
        // The tile at the upper left corner is the largest.
        let largest = WaveletGeometry(
            imageWidth: min(side, geometry.imageWidth),
            imageHeight: min(side, geometry.imageHeight),
            levels: geometry.levels)
        let grid = tiling.grid(width: geometry.imageWidth, height: geometry.imageHeight)
        let count = grid.rows * grid.columns
        return count == 1
            ? SubbandCoder.peakByteCount(networks, geometry, threads: threads)
            : SubbandSymbols.byteCount(geometry) + min(threads, count)
                * SubbandCoder.peakByteCount(networks, largest, threads: 1)
    }
}
