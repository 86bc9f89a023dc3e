import CWCContainer
import CWCImage
import CWCModel

/// Encodes pictures with a model of the wavelet family.
final class WaveletEncoder: PartEncoder {
    private let networks: WaveletNetworks
    private let options: EncodingOptions

    init(_ networks: WaveletNetworks, _ options: EncodingOptions) {
        self.networks = networks
        self.options = options
    }

    private func geometry(of image: RasterImage) -> WaveletGeometry {
        WaveletGeometry(
            imageWidth: image.width, imageHeight: image.height, levels: networks.levels.count)
    }

    private func tiling(of image: RasterImage) -> Tiling {
        options.tiling ?? .usual(width: image.width, height: image.height)
    }

    func peakByteCount(for image: RasterImage) -> Int {
        let geometry = geometry(of: image)
        // What the post-filter adds, beside the coefficients of the picture without it.
        let added = options.effort > 1 ? geometry.height * geometry.width * 3 * 4 * 2 : 0
        // The transform takes as much as its inverse. Coefficients stay, in units of steps, too.
        let coefficients = geometry.height * geometry.width * 3 * 4 * 2
        let lambda = networks.masking > 0 ? LambdaMap.byteCount(geometry) : 0
        return added + lambda
            + max(
                TiledCoder(
                    networks, geometry, tiling(of: image), quality: 0, threads: options.threads
                ).peakByteCount(tiles: geometry.tiles(tiling(of: image)).count) + coefficients,
                WaveletReconstruction(networks, geometry, QualityMap(quality: 0)).peakByteCount(
                    ImageRegion(width: image.width, height: image.height),
                    threads: options.threads) + image.samples.count)
            + SubbandSymbols.byteCount(geometry)
    }

    func encode(_ image: RasterImage, observer: CodingStage.Observer?) -> any EncodedPart {
        observer?(.pixels)
        let geometry = geometry(of: image)
        let pixels = image.paddedPixels(geometry)
        let pyramid = WaveletPyramid(
            pixels: pixels, width: geometry.width, height: geometry.height,
            levels: geometry.levels, by: networks.liftingStep)
        let visibility = visibility(pixels, geometry)
        let quality = options.qualityHundredths
        let qualityMap = QualityMap(
            quality: quality, importance: importance(visibility, pyramid, geometry))
        let quantizer = SubbandQuantizer(networks.baseSteps, qualityMap)
        let tiling = tiling(of: image)
        let coder = TiledCoder(
            networks, geometry, tiling, quality: quality, threads: options.threads)
        let importance = qualityMap.importance
        let lambda = lambda(visibility, qualityMap, geometry)
        func coded(_ pyramid: WaveletPyramid) -> (symbols: TileSymbols, streams: Streams) {
            observer?(.entropy)
            guard options.effort > 0 else {
                return coder.coded(quantizer.symbols(of: pyramid, geometry), importance)
            }
            return coder.optimized(quantizer.scaled(pyramid, geometry), lambda, importance)
        }
        var (symbols, streams) = coded(pyramid)
        let reconstruction = WaveletReconstruction(networks, geometry, qualityMap)
        // The closed loop: what the post-filter adds need not be sent. It changes a little with what
        // is sent.
        for _ in 1..<max(1, options.effort) {
            observer?(.network)
            let added = reconstruction.residual(symbols, threads: options.threads)
            let rest = WaveletPyramid(
                width: geometry.width, height: geometry.height, levels: geometry.levels,
                by: networks.liftingStep
            ) {
                (Int32(pixels[$0]) - 128) << WaveletPyramid.fraction - added[$0]
            }
            (symbols, streams) = coded(rest)
        }
        return EncodedWaveletPart(
            symbols: symbols,
            payloads: (CodedPayloads(streams, tiling), importance?.byteCount ?? 0),
            reconstruction: reconstruction, threads: options.threads)
    }

    /// How much errors show at each place, if that matters to what the model is tuned for.
    private func visibility(_ pixels: [UInt8], _ geometry: WaveletGeometry) -> ErrorVisibility? {
        guard networks.masking > 0, options.importance != .even else { return nil }
        return ErrorVisibility(pixels: pixels, width: geometry.width, height: geometry.height)
    }

    /// The importance map that the options ask for; nil where it is even. What the model is tuned for
    /// is rate-optimised, what a mask says is not.
    private func importance(
        _ visibility: ErrorVisibility?, _ pyramid: WaveletPyramid, _ geometry: WaveletGeometry
    ) -> WaveletImportanceMap? {
        let found = visibility.map {
            ContrastMasking(strength: networks.masking)
                .importance($0, width: geometry.width, height: geometry.height)
                .rateOptimized(
                    for: pyramid, quality: options.qualityHundredths, networks.baseSteps, geometry)
        }
        guard case .mask(let mask) = options.importance else { return found }
        let size = WaveletImportanceMap.size(width: geometry.width, height: geometry.height)
        let legal = WaveletImportanceMap.legal
        return WaveletImportanceMap(
            width: size.width, height: size.height,
            offsets: mask.offsets(size, side: 1 << WaveletImportanceMap.cellLevel).enumerated().map
            {
                index, offset in
                let sum = offset + Int(found?.offsets[index] ?? 0)
                return Int8(min(max(sum, Int(legal.lowerBound)), Int(legal.upperBound)))
            })
    }

    private func lambda(
        _ visibility: ErrorVisibility?, _ qualityMap: QualityMap, _ geometry: WaveletGeometry
    ) -> LambdaMap {
        let lambda = WaveletNetworks.lambda(masking: networks.masking)
        guard let visibility else { return LambdaMap(lambda) }
        return LambdaMap(mean: lambda, visibility, networks.baseSteps, qualityMap, geometry)
    }
}

/// Symbols that were chosen, and their payloads.
private final class EncodedWaveletPart: EncodedPart {
    private let symbols: TileSymbols
    let payloads: (coded: CodedPayloads, importanceByteCount: Int)
    private let reconstruction: WaveletReconstruction
    private let threads: Int

    init(
        symbols: TileSymbols, payloads: (coded: CodedPayloads, importanceByteCount: Int),
        reconstruction: WaveletReconstruction, threads: Int
    ) {
        self.symbols = symbols
        self.payloads = payloads
        self.reconstruction = reconstruction
        self.threads = threads
    }

    func rows(observer: CodingStage.Observer?, _ body: (Span<Int16>) -> Void) {
        let geometry = symbols.geometry
        reconstruction.rows(
            ImageRegion(width: geometry.imageWidth, height: geometry.imageHeight), of: symbols,
            threads: threads, observer: observer
        ) { _, colours in body(colours) }
    }
}

extension RasterImage {
    /// The pixels R, G, B of the picture, padded by repeating the last row and column. Grey becomes
    /// R = G = B; alpha is left out. Spec wavelet §10.
    fileprivate func paddedPixels(_ geometry: WaveletGeometry) -> [UInt8] {
        let row = geometry.width * 3
        var input = [Int16](repeating: 0, count: row)
        var pixels: [UInt8] = []
        pixels.reserveCapacity(geometry.height * row)
        for y in 0..<geometry.height {
            var span = input.mutableSpan
            writeNetworkInput(y..<y + 1, columns: geometry.width, to: &span)
            pixels += input.lazy.map { UInt8(truncatingIfNeeded: $0) }
        }
        return pixels
    }
}

extension Tiling {
    /// The tiles that a picture has if nobody says otherwise: one up to 2 megapixels, else squares of
    /// 1024 pixels a side.
    fileprivate static func usual(width: Int, height: Int) -> Tiling {
        width * height <= 1 << 21 ? .none : Tiling(side: 1024) ?? .none
    }
}
