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
        let scale = SampleScale(depth)
        let pyramid = WaveletPyramid(
            width: geometry.width, height: geometry.height, levels: geometry.levels,
            by: networks.liftingStep
        ) { scale.colour(colours[$0]) }
        let visibility = visibility(colours)
        let qualityMap = QualityMap(
            quality: options.qualityHundredths, importance: importance(visibility, pyramid))
        let lambda = lambda(visibility, qualityMap)
        var importance = qualityMap.importance.map { $0.part(tile) }
        if hasImportance == true, importance == nil { importance = .even(tile.geometry) }

        observer?(.entropy)
        var coded = coded(pyramid, qualityMap, lambda, importance)
        guard options.effort > 1 else { return Encoded(coded: coded, importance: importance) }
        // The closed loop: what the post-filter adds need not be sent. It changes a little with what
        // is sent. Around the tile, simple quantization stands for what other tiles send.
        let symbols = TileSymbols(geometry, .none)
        if !surroundings.isTile {
            symbols[0] = SubbandQuantizer(networks.baseSteps, qualityMap)
                .symbols(of: pyramid, geometry)
        }
        for _ in 1..<options.effort {
            observer?(.network)
            symbols.replace(surroundings.isTile ? nil : tile, by: coded.symbols)
            let rest = rest(colours, after: symbols, qualityMap)
            observer?(.entropy)
            coded = self.coded(rest, qualityMap, lambda, importance)
        }
        return Encoded(coded: coded, importance: importance)
    }

    /// Codes the coefficients of the tile.
    private func coded(
        _ pyramid: WaveletPyramid, _ qualityMap: QualityMap, _ lambda: LambdaMap,
        _ importance: WaveletImportanceMap?
    ) -> SubbandCoder.Coded {
        let (pyramid, qualityMap, lambda) =
            surroundings.isTile
            ? (pyramid, qualityMap, lambda)
            : (
                pyramid.part(tile, of: geometry), qualityMap.part(tile),
                lambda.part(tile, of: geometry)
            )
        let quantizer = SubbandQuantizer(networks.baseSteps, qualityMap)
        let coder = SubbandCoder(
            networks, tile.geometry, quality: qualityMap.quality, threads: threads)
        return options.effort == 0
            ? coder.coded(quantizer.symbols(of: pyramid, tile.geometry), importance)
            : coder.optimized(quantizer.scaled(pyramid, tile.geometry), lambda, importance)
    }

    /// The coefficients of the picture without what the post-filter will add to it.
    private func rest<Sample: FixedWidthInteger & UnsignedInteger>(
        _ colours: [Sample], after symbols: TileSymbols, _ qualityMap: QualityMap
    ) -> WaveletPyramid {
        let region = surroundings.reconstructed
        let row = 3 * geometry.width
        var added = [Int16](repeating: 0, count: geometry.height * row)
        WaveletReconstruction(networks, geometry, qualityMap).residual(
            region, of: symbols, threads: threads
        ) { y, values in
            let first = y * row + 3 * region.x
            // More than 16 bits is more than there is from black to white.
            for index in values.indices { added[first + index] = Int16(clamping: values[index]) }
        }
        let scale = SampleScale(depth)
        return WaveletPyramid(
            width: geometry.width, height: geometry.height, levels: geometry.levels,
            by: networks.liftingStep
        ) { scale.colour(colours[$0]) - Int32(added[$0]) }
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
