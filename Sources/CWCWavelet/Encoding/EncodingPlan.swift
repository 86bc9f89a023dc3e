import CWCImage
import CWCModel

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
        let margin = TileSurroundings.margin(levels: geometry.levels)
        let sourceRows = min(
            geometry.height, (rows + symbols.rowsPassed) * symbols.side.height + 2 * margin)
        let tileRows = symbols.tiles.count / symbols.columns
        let threads = min(options.threads, tiles)
        return SourceWindow<Sample>.byteCount(rows: sourceRows, geometry)
            + min(tileRows, rows + symbols.rowsPassed) * symbols.rowByteCount(all)
            + threads
            * TileEncoder.peakByteCount(
                networks, options, largest(symbols, geometry), sampleSize: sampleSize,
                threads: options.threads / threads)
            + (options.storesPixelChecksum
                ? ReconstructionStream<FilteredSample>.peakByteCount(
                    networks, ImageRegion(width: width, height: height), geometry,
                    threads: options.threads) : 0)
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
        // 32 bits a coefficient, and one component twice while it is split.
        let transform = 4 * samples + 4 * samples / 3
        // How visible errors are, beside the coefficients; then λ.
        let visibility = networks.masking > 0 ? 4 * samples + 4 * samples : 0
        let lambda = networks.masking > 0 ? LambdaMap.byteCount(geometry) : 0
        // Symbols around the tile stay from round to round.
        let around = options.effort > 1 && !isTile ? 2 * samples : 0
        let coding =
            4 * samples + (isTile ? 0 : 4 * own) + 4 * own + 2 * own
            + SubbandCoder.peakByteCount(networks, tile, threads: threads)
        let loop =
            options.effort > 1
            ? 2 * samples + 2 * own
                + max(
                    transform,
                    ReconstructionStream<FilterResidual>.peakByteCount(
                        networks, surroundings.reconstructed, geometry, threads: threads)) : 0
        return samples * sampleSize + around + lambda + max(transform, visibility, coding, loop)
    }
}
