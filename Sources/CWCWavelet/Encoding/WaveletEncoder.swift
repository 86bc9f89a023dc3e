import CWCContainer
import CWCImage
import CWCModel
import CWCNetwork

/// Encodes pictures with a model of the wavelet family, some rows of tiles at a time, in memory that
/// does not grow with the picture's height.
final class WaveletEncoder: PartEncoder {
    private let networks: WaveletNetworks
    private let options: EncodingOptions

    init(_ networks: WaveletNetworks, _ options: EncodingOptions) {
        self.networks = networks
        self.options = options
    }

    func encode(
        _ source: any ColourSource, observer: CodingStage.Observer?, decoded: DecodedRow?
    ) -> EncodedPayloads? {
        source.depth == .eight
            ? WaveletEncoding<UInt8>(networks, options, source, observer).encode(decoded)
            : WaveletEncoding<UInt16>(networks, options, source, observer).encode(decoded)
    }

    func peakByteCount(width: Int, height: Int, depth: SampleDepth) -> Int {
        depth == .eight
            ? WaveletEncoding<UInt8>.peakByteCount(networks, options, width: width, height: height)
            : WaveletEncoding<UInt16>.peakByteCount(networks, options, width: width, height: height)
    }
}

/// The encoding of one picture, whose samples fit the type.
final class WaveletEncoding<Sample: FixedWidthInteger & UnsignedInteger & Sendable> {
    private let networks: WaveletNetworks
    private let options: EncodingOptions
    private let geometry: WaveletGeometry
    private let tiling: Tiling
    private let window: SourceWindow<Sample>
    private let depth: SampleDepth
    private let symbols: TileSymbols
    private let quality: PictureQuality
    private let maskOffsets: [Int]?
    private let observer: CodingStage.Observer?
    /// By tile, then resolution.
    private var streams: [[[UInt8]]] = []
    private var hasImportance = false
    private var importanceByteCount = 0

    init(
        _ networks: WaveletNetworks, _ options: EncodingOptions, _ source: any ColourSource,
        _ observer: CodingStage.Observer?
    ) {
        self.networks = networks
        self.options = options
        self.observer = observer
        geometry = WaveletGeometry(
            imageWidth: source.width, imageHeight: source.height, levels: networks.levels.count)
        tiling = options.tiling ?? geometry.usualTiling
        window = SourceWindow(source, geometry)
        depth = source.depth
        symbols = TileSymbols(geometry, tiling)
        quality = PictureQuality(
            networks.baseSteps, geometry, rowHeight: symbols.side.height,
            quality: options.qualityHundredths)
        if case .mask(let mask) = options.importance {
            maskOffsets = mask.offsets(
                WaveletImportanceMap.size(width: geometry.width, height: geometry.height),
                side: 1 << WaveletImportanceMap.cellLevel)
        } else {
            maskOffsets = nil
        }
    }

    /// Encodes the picture; nil where its source could not be read.
    func encode(_ decoded: PartEncoder.DecodedRow?) -> EncodedPayloads? {
        let reconstruction = decoded.map { decoded in
            ReconstructionStream<FilteredSample>(
                networks, FilteredSample(scale: SampleScale(depth)), quality, symbols,
                ImageRegion(width: geometry.imageWidth, height: geometry.imageHeight),
                threads: options.threads, observer: observer
            ) { [window] y, colours in
                decoded(window.row(y).span, colours)
                window.drop(above: min(y + 1, window.kept))
            }
        }
        let rowCount = symbols.tiles.count / symbols.columns
        let rowsAtOnce = Self.rowsAtOnce(symbols, options.threads)
        for row in stride(from: 0, to: rowCount, by: rowsAtOnce) {
            let rows = row..<min(row + rowsAtOnce, rowCount)
            guard encode(tileRows: rows) else { return nil }
            guard let reconstruction else {
                window.drop(above: window.kept)
                continue
            }
            let height = symbols.side.height >> geometry.levels
            for llRow in (rows.lowerBound * height..<rows.upperBound * height)
                .clamped(to: reconstruction.rows)
            {
                reconstruction.push(llRow)
            }
            symbols.removeRows(0..<reconstruction.firstTileRow)
        }
        return payloads
    }

    /// Encodes some rows of tiles.
    private func encode(tileRows rows: Range<Int>) -> Bool {
        let margin = TileSurroundings.margin(levels: geometry.levels)
        let end = rows.upperBound * symbols.side.height
        guard window.fill(to: min(geometry.height, end + margin)) else { return false }
        window.kept = max(0, end - margin)
        let indices = Array(
            rows.lowerBound * symbols.columns..<rows.upperBound * symbols.columns)
        // Stages of tiles that are encoded at the same time would be told in no order.
        let isAlone = indices.count == 1 || options.threads == 1
        let observer = isAlone ? observer : nil
        if !isAlone { self.observer?(.entropy) }
        let encoded = ThreadTeam(threads: options.threads).mapSharing(count: indices.count) {
            index, threads in
            let tile = self.symbols.tiles[indices[index]]
            let surroundings = TileSurroundings(tile, of: self.geometry)
            return TileEncoder(
                self.networks, self.options, surroundings, depth: self.depth,
                maskOffsets: self.maskOffsets(surroundings.rect),
                hasImportance: self.symbols.tiles.count == 1 ? nil : self.mayHaveImportance,
                threads: threads
            ).encode(self.window.colours(surroundings.rect), observer: observer)
        }
        for row in rows { setImportance(row, encoded, first: indices[0]) }
        for (index, encoded) in zip(indices, encoded) {
            symbols[index] = encoded.coded.symbols
            streams.append(encoded.coded.streams)
            importanceByteCount += encoded.importance?.byteCount ?? 0
            hasImportance = hasImportance || encoded.importance != nil
        }
        return true
    }

    /// Whether some part of the picture may get more bits than others.
    private var mayHaveImportance: Bool {
        switch options.importance {
        case .model: networks.masking > 0
        case .even: false
        case .mask: true
        }
    }

    /// What the mask adds to the cells of a part of the picture.
    private func maskOffsets(_ rect: SubbandRect) -> [Int]? {
        let cell = 1 << WaveletImportanceMap.cellLevel
        func cells(_ range: Range<Int>) -> Range<Int> {
            range.lowerBound / cell..<(range.upperBound + cell - 1) / cell
        }
        return maskOffsets?.part(
            rows: cells(rect.rows), columns: cells(rect.columns),
            width: WaveletImportanceMap.size(width: geometry.width, height: geometry.height).width,
            channels: 1)
    }

    /// Tells the reconstruction the importance map of a row of tiles.
    private func setImportance(_ row: Int, _ encoded: [TileEncoder.Encoded], first: Int) {
        let tiles = row * symbols.columns..<(row + 1) * symbols.columns
        let maps = tiles.compactMap { tile in
            encoded[tile - first].importance.map { map in
                let place = symbols.tiles[tile]
                return (
                    WaveletTile(row: 0, column: place.column, geometry: place.geometry), map
                )
            }
        }
        guard let height = maps.first?.0.geometry.height else { return }
        quality.set(
            WaveletImportanceMap(
                maps,
                WaveletGeometry(
                    imageWidth: geometry.width, imageHeight: height, levels: geometry.levels)),
            row: row)
    }

    private var payloads: EncodedPayloads {
        EncodedPayloads(
            coded: CodedPayloads(
                StreamLayout(levels: geometry.levels)
                    .streams(ofTiles: streams, hasImportance: hasImportance), tiling),
            importanceByteCount: importanceByteCount)
    }

    /// Rows of tiles that are encoded together: enough tiles to keep all threads busy.
    static func rowsAtOnce(_ symbols: TileSymbols, _ threads: Int) -> Int {
        threads == 1 ? 1 : (4 * threads + symbols.columns - 1) / symbols.columns
    }
}

extension WaveletGeometry {
    /// The tiles that a picture has if nobody says otherwise: one up to 2 megapixels with its padding,
    /// else squares of 1024 pixels a side.
    var usualTiling: Tiling {
        width * height <= 1 << 21 ? .none : Tiling(side: 1024) ?? .none
    }
}
