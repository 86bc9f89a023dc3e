import CWCContainer
import CWCImage
import CWCModel
import CWCNetwork

/// Encodes one tile of a picture, looking at what surrounds it.
struct TileEncoder {
    private let networks: WaveletNetworks
    private let options: EncodingOptions
    private let surroundings: TileSurroundings
    private let depth: SampleDepth
    /// What a mask adds to the offsets of the part's cells.
    private let maskOffsets: [Int]?
    /// Whether the file has importance maps: if nobody says so, the tile has the only one.
    private let hasImportance: Bool?
    private let threads: Int

    /// An encoded tile.
    struct Encoded: Sendable {
        let coded: SubbandCoder.Coded
        /// The tile's part of the importance map; nil where the file has none.
        let importance: WaveletImportanceMap?
    }

    init(
        _ networks: WaveletNetworks, _ options: EncodingOptions, _ surroundings: TileSurroundings,
        depth: SampleDepth, maskOffsets: [Int]?, hasImportance: Bool?, threads: Int
    ) {
        self.depth = depth
        self.networks = networks
        self.options = options
        self.surroundings = surroundings
        self.maskOffsets = maskOffsets
        self.hasImportance = hasImportance
        self.threads = threads
    }

    private var geometry: WaveletGeometry { surroundings.geometry }
    private var tile: WaveletTile { surroundings.tile }

    /// Encodes the tile, given the samples of the part of the picture that is looked at, `[H, W, 3]`.
    func encode<Sample: FixedWidthInteger & UnsignedInteger>(
        _ colours: [Sample], observer: CodingStage.Observer?
    ) -> Encoded {
        observer?(.pixels)
        let (start, coefficients) = analysed(colours)
        observer?(.entropy)
        var coded = coded(consume coefficients, start)
        // The closed loop: what the post-filter adds need not be sent. It changes a little with what
        // is sent.
        for _ in 1..<max(1, options.effort) {
            observer?(.network)
            start.symbols.replace(surroundings.isTile ? nil : tile, by: coded.symbols)
            coded.symbols = SubbandSymbols(llOf: tile.geometry)
            let rest = rest(colours, start)
            if surroundings.isTile { start.symbols[0] = nil }
            observer?(.entropy)
            coded = self.coded(consume rest, start)
        }
        return Encoded(coded: coded, importance: start.importance)
    }

    /// What is known of the surroundings before the tile is coded.
    private struct Start {
        /// The qualities of the surroundings and of the tile, and the tile's λ map.
        let qualityMap: QualityMap
        let quality: QualityMap
        let lambda: LambdaMap
        /// The tile's part of the importance map; nil where the file has none.
        let importance: WaveletImportanceMap?
        /// What the closed loop looks at: symbols around the tile, and the transform.
        let symbols: TileSymbols
        let transform: ChangedTransform
    }

    /// Analyses the surroundings.
    ///
    /// - Returns: What is known of them, and the coefficients of the tile.
    private func analysed<Sample: FixedWidthInteger & UnsignedInteger>(
        _ colours: [Sample]
    ) -> (Start, WaveletPyramid) {
        // What the closed loop transforms again is a part of the surroundings.
        let keeps = options.effort > 1 && !surroundings.isTile
        var passed: [WaveletPlane] = []
        let pyramid = WaveletPyramid(
            samples: colours, SampleScale(depth), width: geometry.width, height: geometry.height,
            levels: geometry.levels, by: networks.liftingStep
        ) { if keeps { passed.append($0) } }
        let visibility = visibility(colours)
        let qualityMap = QualityMap(
            quality: options.qualityHundredths, importance: importance(visibility, pyramid))
        let lambda = lambda(visibility, qualityMap)
        var importance = qualityMap.importance.map { $0.part(tile) }
        if hasImportance == true, importance == nil { importance = .even(tile.geometry) }
        let symbols = TileSymbols(geometry, .none)
        if keeps { symbols[0] = around(pyramid, qualityMap) }
        let isTile = surroundings.isTile
        return (
            Start(
                qualityMap: qualityMap, quality: isTile ? qualityMap : qualityMap.part(tile),
                lambda: isTile ? lambda : lambda.part(tile, of: geometry),
                importance: importance, symbols: symbols,
                transform: ChangedTransform(
                    geometry, passed: passed, by: networks.liftingStep)),
            isTile ? pyramid : pyramid.part(tile, of: geometry)
        )
    }

    /// Symbols of what the closed loop looks at around the tile: simple quantization stands for what other
    /// tiles send.
    private func around(
        _ pyramid: WaveletPyramid, _ qualityMap: QualityMap
    ) -> SubbandSymbols {
        let positions = ReconstructionStream<FilterResidual>.positions(
            networks, surroundings.reconstructed, geometry)
        return SubbandQuantizer(networks.baseSteps, qualityMap)
            .symbols(of: pyramid, geometry, without: tile) { positions[$0 - 1] }
    }

    /// Codes coefficients of the tile.
    private func coded(
        _ coefficients: consuming WaveletPyramid, _ start: Start
    ) -> SubbandCoder.Coded {
        let quantizer = SubbandQuantizer(networks.baseSteps, start.quality)
        let coder = SubbandCoder(
            networks, tile.geometry, quality: start.quality.quality, threads: threads)
        guard options.effort > 0 else {
            return coder.coded(
                quantizer.symbols(of: coefficients, tile.geometry), start.importance)
        }
        let scaled = quantizer.scaled(coefficients, tile.geometry)
        _ = consume coefficients
        return coder.optimized(consume scaled, start.lambda, start.importance)
    }

    /// The coefficients of the tile without what the post-filter will add to the picture.
    private func rest<Sample: FixedWidthInteger & UnsignedInteger>(
        _ colours: [Sample], _ start: Start
    ) -> WaveletPyramid {
        let region = surroundings.reconstructed
        let row = 3 * region.width
        var added = [Int16](repeating: 0, count: region.height * row)
        WaveletReconstruction(networks, geometry, start.qualityMap).residual(
            region, of: start.symbols, threads: threads
        ) { y, values in
            var target = added.mutableSpan
            target.update(from: (y - region.y) * row, with: values)
        }
        let changed = SubbandRect(rows: region.rows, columns: region.columns)
        let scale = SampleScale(depth)
        let window = start.transform.window(changed)
        let first = 3 * (region.x - window.columns.lowerBound)
        return start.transform.coefficients(of: tile, changed: changed) { index, target in
            let y = window.rows.lowerBound + index
            let begin = 3 * (y * geometry.width + window.columns.lowerBound)
            let colours = colours.span.extracting(begin..<begin + target.count)
            for index in colours.indices { target[index] = scale.colour(colours[index]) }
            guard region.rows.contains(y) else { return }
            let added = added.span.extracting((y - region.y) * row..<(y - region.y + 1) * row)
            for index in added.indices { target[first + index] -= Int32(added[index]) }
        }
    }

    /// How much errors show at each place, if that matters to what the model is tuned for.
    private func visibility<Sample: FixedWidthInteger & UnsignedInteger>(
        _ colours: [Sample]
    ) -> ErrorVisibility? {
        guard networks.masking > 0, options.importance != .even else { return nil }
        return ErrorVisibility(
            pixels: colours, depth: depth, width: geometry.width, height: geometry.height)
    }

    /// The importance map that the options ask for; nil where it is even. What the model is tuned for
    /// is rate-optimised, what a mask says is not.
    private func importance(
        _ visibility: ErrorVisibility?, _ pyramid: WaveletPyramid
    ) -> WaveletImportanceMap? {
        let found = visibility.map {
            ContrastMasking(strength: networks.masking)
                .importance($0, width: geometry.width, height: geometry.height)
                .rateOptimized(
                    in: tile, for: pyramid, quality: options.qualityHundredths,
                    networks.baseSteps, geometry)
        }
        guard let maskOffsets else { return found }
        let size = WaveletImportanceMap.size(width: geometry.width, height: geometry.height)
        let legal = WaveletImportanceMap.legal
        return WaveletImportanceMap(
            width: size.width, height: size.height,
            offsets: maskOffsets.enumerated().map { index, offset in
                let sum = offset + Int(found?.offsets[index] ?? 0)
                return Int8(min(max(sum, Int(legal.lowerBound)), Int(legal.upperBound)))
            })
    }

    private func lambda(
        _ visibility: ErrorVisibility?, _ qualityMap: QualityMap
    ) -> LambdaMap {
        let lambda = WaveletNetworks.lambda(masking: networks.masking)
        guard let visibility else { return LambdaMap(lambda) }
        return LambdaMap(mean: lambda, visibility, networks.baseSteps, qualityMap, geometry)
    }
}
