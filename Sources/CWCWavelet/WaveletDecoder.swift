import CWCContainer
import CWCImage
import CWCModel

/// Decodes a region of a picture in memory that does not grow with the picture's height: tiles are
/// decoded when the transform comes to them and let go of when it has passed, and the transform and
/// the post-filter keep windows of rows.
struct WaveletDecoder {
    private let networks: WaveletNetworks
    private let geometry: WaveletGeometry
    private let quality: Int
    private let scale: SampleScale
    private let coder: TiledCoder
    private let options: ReconstructionOptions

    /// What decodes pictures of a format.
    init(_ codec: WaveletCodec, _ part: PartFormat, _ options: ReconstructionOptions) {
        networks = codec.wavelet
        geometry = codec.geometry(part)
        quality = codec.quality(part)
        scale = SampleScale(part.depth)
        coder = codec.coder(part, threads: options.threads)
        self.options = options
    }

    /// Gives the rows of the region from the top.
    ///
    /// - Parameters:
    ///   - streams: The streams of the picture.
    ///   - observer: Is told of every stage that begins.
    ///   - onFault: Is told of streams that are missing, and of those at fault if damage is tolerated.
    ///   - body: Takes rows of `[width, 3]` samples.
    /// - Throws: `badPayload`, at the first stream at fault of the first tile that has one, unless
    ///   damage is tolerated.
    func decode(
        _ streams: Streams, observer: CodingStage.Observer?,
        onFault: @escaping (_ tile: Int, _ stream: Int) -> Void,
        _ body: (_ y: Int, _ colours: Span<Int16>) -> Void
    ) throws(FormatError) {
        let symbols = coder.makeSymbols()
        let tiles = tiles(symbols)
        let qualityMap = QualityMap(
            quality: quality, importance: coder.importance(of: streams, tiles: tiles))
        let decoder = TileDecoder(
            coder, streams, resolutions: resolutions, to: symbols, tiles: tiles,
            rowsAtOnce: rowsAtOnce(symbols, tiles), tolerating: options.tolerance, onFault: onFault)
        func provide(_ row: Int, _ firstTileRow: Int) throws(FormatError) {
            if decoder.wants(row) { observer?(.entropy) }
            try decoder.provide(row, firstTileRow)
        }
        if options.reduction == 0 {
            try reconstruction(qualityMap).rows(
                options.region, at: scale, of: symbols, threads: options.threads,
                observer: observer,
                provide: provide, body)
        } else {
            try ReducedReconstruction(networks, level: options.reduction, qualityMap).rows(
                options.region, at: scale, of: symbols, threads: options.threads,
                provide: provide, body)
        }
    }

    /// Decodes all tiles, and makes no pixel.
    ///
    /// - Throws: As `decode` does.
    func check(_ streams: Streams) throws(FormatError) {
        let symbols = coder.makeSymbols()
        try TileDecoder(
            coder, streams, resolutions: streams.resolutions, to: symbols,
            tiles: Set(symbols.tiles.indices), rowsAtOnce: 1
        ).check()
    }

    private func reconstruction(_ qualityMap: QualityMap) -> WaveletReconstruction {
        WaveletReconstruction(networks, geometry, qualityMap)
    }

    /// Streams of a tile that are needed.
    private var resolutions: Int {
        let layout = StreamLayout(levels: geometry.levels)
        return options.reduction == 0 ? layout.count : layout.count(downTo: options.reduction)
    }

    /// The tiles that the region needs.
    private func tiles(_ symbols: TileSymbols) -> Set<Int> {
        let qualityMap = QualityMap(quality: quality)
        return options.reduction == 0
            ? reconstruction(qualityMap).tiles(options.region, symbols)
            : ReducedReconstruction(networks, level: options.reduction, qualityMap)
                .tiles(options.region, symbols)
    }

    /// Rows of tiles that are decoded together: with one thread one; with more as many as keep them
    /// all busy and are not much memory.
    private func rowsAtOnce(_ symbols: TileSymbols, _ tiles: Set<Int>) -> Int {
        guard options.threads > 1 else { return 1 }
        let row = symbols.rowByteCount(tiles)
        return max(1, Self.usualByteCount / max(1, row))
    }

    private static let usualByteCount = 96 << 20
}

extension WaveletDecoder {
    /// The memory that decoding takes.
    var plan: PartPlan {
        let symbols = coder.makeSymbols()
        let map = QualityMap(quality: quality)
        let tiles = tiles(symbols)
        let rows = Set(tiles.map { $0 / symbols.columns }).count
        let alive = min(rows, rowsAtOnce(symbols, tiles) + symbols.rowsPassed)
        let (height, width) = WaveletImportanceMap.size(
            width: geometry.width, height: geometry.height)
        return PartPlan(
            // The offsets as they are read and as they stay, and the steps that follow from them.
            map: height * width * 8,
            codes: alive * symbols.rowByteCount(tiles) + coder.peakByteCount(tiles: tiles.count),
            reconstruction: options.reduction == 0
                ? reconstruction(map).peakByteCount(options.region, threads: options.threads)
                : ReducedReconstruction.peakByteCount(
                    options.region, level: options.reduction, geometry))
    }
}
