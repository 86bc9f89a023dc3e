import CWCContainer
import CWCNetwork

/// Codes the symbols of a picture tile by tile, several tiles at a time. Spec wavelet §4.1.
struct TiledCoder {
    private let networks: WaveletNetworks
    private let geometry: WaveletGeometry
    private let tiling: Tiling
    private let tiles: [WaveletTile]
    private let quality: Int
    private let threads: Int

    init(
        _ networks: WaveletNetworks, _ geometry: WaveletGeometry, _ tiling: Tiling, quality: Int,
        threads: Int
    ) {
        self.networks = networks
        self.geometry = geometry
        self.tiling = tiling
        tiles = geometry.tiles(tiling)
        self.quality = quality
        self.threads = threads
    }

    /// Symbols of the picture's tiles, none of which is there.
    func makeSymbols() -> TileSymbols { TileSymbols(geometry, tiling) }

    /// Decodes some tiles.
    ///
    /// - Parameters:
    ///   - indices: The tiles, in ascending order.
    ///   - streams: The streams of all tiles.
    ///   - resolutions: How many of a tile's streams to read, the coarsest first; symbols of finer ones,
    ///     and of those that are missing, are 0.
    ///   - symbols: Takes the symbols.
    /// - Returns: By tile, the streams at fault and what is wrong with them: symbols of those and of
    ///   finer ones are 0.
    func decode(
        _ indices: [Int], of streams: Streams, resolutions: Int, to symbols: TileSymbols
    ) -> [(tile: Int, stream: Int, error: FormatError)] {
        // The longest first, so that no thread waits long for the last ones.
        let order = indices.filter { streams.available(tile: $0) > 0 }
            .sorted { streams.byteCount(tile: $0) > streams.byteCount(tile: $1) }
        let results = forEach(order) { index, coder in
            coder.decodedUpToFault(
                (0..<min(resolutions, streams.available(tile: index))).map { streams[$0, index] },
                hasImportance: streams.hasImportance)
        }
        var faults: [(tile: Int, stream: Int, error: FormatError)] = []
        for (index, (part, fault)) in zip(order, results) {
            symbols[index] = part
            if let fault { faults.append((index, fault.stream, fault.error)) }
        }
        return faults.sorted { $0.tile < $1.tile }
    }

    /// The importance map of streams; nil where there is none.
    ///
    /// - Throws: `badPayload`, at the first stream at fault.
    func importance(of streams: Streams) throws(FormatError) -> WaveletImportanceMap? {
        guard streams.hasImportance else { return nil }
        var maps: [(WaveletTile, WaveletImportanceMap)] = []
        for (index, tile) in tiles.enumerated() where streams.available(tile: index) > 0 {
            maps.append((tile, try importance(of: streams, tile: index)))
        }
        return WaveletImportanceMap(maps, geometry)
    }

    /// The same for some tiles, the others being even. Faults are left to whoever decodes the tiles.
    func importance(of streams: Streams, tiles indices: Set<Int>) -> WaveletImportanceMap? {
        guard streams.hasImportance else { return nil }
        let maps = indices.filter { streams.available(tile: $0) > 0 }.compactMap { index in
            (try? importance(of: streams, tile: index)).map { (tiles[index], $0) }
        }
        return WaveletImportanceMap(maps, geometry)
    }

    private func importance(
        of streams: Streams, tile: Int
    ) throws(FormatError) -> WaveletImportanceMap {
        try SubbandCoder(networks, tiles[tile].geometry, quality: quality, threads: 1)
            .importance(of: streams[0, tile])
    }

    /// What comes of some tiles, spread over the threads.
    private func forEach<Value: Sendable>(
        _ indices: [Int], _ body: (_ tile: Int, SubbandCoder) -> Value
    ) -> [Value] {
        ThreadTeam(threads: threads).mapSharing(count: indices.count) { place, threads in
            let index = indices[place]
            return body(
                index,
                SubbandCoder(networks, tiles[index].geometry, quality: quality, threads: threads))
        }
    }
}

extension TiledCoder {
    /// Bytes that coding some tiles takes beside their symbols and streams.
    func peakByteCount(tiles count: Int) -> Int {
        // The tile at the upper left corner is the largest.
        ThreadTeam.shares(threads: threads, count: max(1, count)).reduce(0) { sum, threads in
            sum + SubbandCoder.peakByteCount(networks, tiles[0].geometry, threads: threads)
        }
    }
}
