import CWCImage
import CWCModel
import CWCNetwork

// What encoding takes: the list of what is alive at the same time.

extension WaveletEncoding {
    /// Bytes that encoding takes beside the streams.
    static func peakByteCount(
        _ networks: WaveletNetworks, _ options: EncodingOptions, width: Int, height: Int
    ) -> Int {
        // What each sample takes.
        let sampleSize = MemoryLayout<Sample>.size
        let geometry = WaveletGeometry(
            imageWidth: width, imageHeight: height, levels: networks.levels.count)
        let symbols = TileSymbols(geometry, options.tiling ?? geometry.usualTiling)
        let rows = rowsAtOnce(symbols, options.threads)
        let tiles = min(symbols.tiles.count, rows * symbols.columns)
        let all = Set(symbols.tiles.indices)
        let region = ImageRegion(width: width, height: height)
        // From the first row that tiles look at, or that has not been decoded yet, to the last one.
        let margin = TileSurroundings.margin(levels: geometry.levels)
        let behind =
            options.storesPixelChecksum
            ? ReconstructionStream<FilteredSample>.lag(
                networks, region, geometry, threads: options.threads) : 0
        let sourceRows = min(
            geometry.height, rows * symbols.side.height + margin + max(margin, behind))
        let tileRows = symbols.tiles.count / symbols.columns
        let surroundings = largest(symbols, geometry)
        return SourceWindow<Sample>.byteCount(rows: sourceRows, geometry)
            + min(tileRows, rows + symbols.rowsPassed) * symbols.rowByteCount(all)
            + ThreadTeam.shares(threads: options.threads, count: tiles).reduce(0) { sum, threads in
                sum
                    + TileEncoder.peakByteCount(
                        networks, options, surroundings, sampleSize: sampleSize, threads: threads)
            }
            + (options.storesPixelChecksum
                ? ReconstructionStream<FilteredSample>.peakByteCount(
                    networks, region, geometry, threads: options.threads) : 0)
    }

    /// The surroundings of the tile that has the most.
    private static func largest(
        _ symbols: TileSymbols, _ geometry: WaveletGeometry
    ) -> TileSurroundings {
        symbols.tiles.prefix(2 * symbols.columns).map { TileSurroundings($0, of: geometry) }
            .max { $0.geometry.height * $0.geometry.width < $1.geometry.height * $1.geometry.width }
            ?? TileSurroundings(symbols.tiles[0], of: geometry)
    }
}

extension TileEncoder {
    /// Bytes that encoding a tile takes.
    static func peakByteCount(
        _ networks: WaveletNetworks, _ options: EncodingOptions, _ surroundings: TileSurroundings,
        sampleSize: Int, threads: Int
    ) -> Int {
        let geometry = surroundings.geometry
        let samples = geometry.height * geometry.width * WaveletGeometry.components
        let tile = surroundings.tile.geometry
        let own = tile.height * tile.width * WaveletGeometry.components
        let isTile = surroundings.isTile
        let keeps = options.effort > 1 && !isTile
        // 32 bits a coefficient; beside them, while they are made, one component again, and the LL
        // subbands that the closed loop needs. Then, in place of the component, how visible errors are.
        let kept = keeps ? ChangedTransform.keptByteCount(geometry) : 0
        let visibility = networks.masking > 0 ? 4 * samples : 0
        let analysis =
            4 * samples + max(4 * samples / 3, visibility) + (isTile ? 0 : 4 * own)
        let lambda = networks.masking > 0 ? LambdaMap.byteCount(geometry) : 0
        // Symbols around the tile stay from round to round.
        let around = keeps ? 2 * samples : 0
        // The coefficients of the tile, the same in steps, then its symbols in place of the former.
        let coding =
            4 * own
            + max(
                4 * own,
                2 * own + SubbandCoder.peakByteCount(networks, tile, threads: threads))
        let changed = SubbandRect(
            rows: surroundings.reconstructed.rows, columns: surroundings.reconstructed.columns)
        // The symbols of the round before, what the post-filter adds, and what is made of it.
        let loop =
            options.effort > 1
            ? (isTile ? 2 * own : 0)
                + 2 * changed.rows.count * changed.columns.count * WaveletGeometry.components
                + max(
                    ChangedTransform.peakByteCount(geometry, changed: changed),
                    ReconstructionStream<FilterResidual>.peakByteCount(
                        networks, surroundings.reconstructed, geometry, threads: threads)) : 0
        return samples * sampleSize + kept + around + lambda + max(analysis, coding, loop)
    }
}
