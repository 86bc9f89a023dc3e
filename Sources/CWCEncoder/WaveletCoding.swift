import CWCBands
import CWCWavelet

/// Codes pictures with a model of family 2.
struct WaveletCoding: PictureCoding {
    private let networks: WaveletNetworks
    private let options: EncodingOptions

    init(_ networks: WaveletNetworks, options: EncodingOptions) {
        self.networks = networks
        self.options = options
    }

    /// How errors show, if it matters to the model's tune.
    private func visibility(_ pixels: [UInt8], _ geometry: BandGeometry) -> ErrorVisibility? {
        guard networks.masking > 0, options.importance != .even else { return nil }
        return ErrorVisibility(pixels: pixels, width: geometry.width, height: geometry.height)
    }

    private func geometry(of image: RasterImage) -> BandGeometry {
        BandGeometry(
            imageWidth: image.width, imageHeight: image.height, levels: networks.levels.count)
    }

    private func reconstruction(
        of image: RasterImage, _ field: QualityField
    ) -> BandReconstruction {
        BandReconstruction(
            networks, width: image.width, height: image.height, channels: image.channels, field)
    }

    func peakByteCount(for image: RasterImage) -> Int {
        let geometry = geometry(of: image)
        // What mending changes, beside the coefficients without it.
        let changes = options.effort > 1 ? geometry.height * geometry.width * 3 * 4 * 2 : 0
        // The transform takes as much as its inverse.
        let prices = networks.masking > 0 ? BitPrices.byteCount(geometry) : 0
        return changes + prices
            + max(
                BandCoding.peakByteCount(networks, geometry, threads: options.threads),
                reconstruction(of: image, QualityField(quality: 0))
                    .peakByteCount(threads: options.threads)
                    + image.samples.count)
            + BandSymbols.byteCount(geometry)
    }

    func code(_ image: RasterImage, observer: CodingStage.Observer?) -> CodedPicture {
        observer?(.pixels)
        let geometry = geometry(of: image)
        let pixels = image.paddedPixels(geometry)
        let visibility = visibility(pixels, geometry)
        let pyramid = WaveletPyramid(
            pixels: pixels, width: geometry.width, height: geometry.height,
            levels: geometry.levels, by: networks.liftingStep)
        let importance = options.importance.map(
            visibility, geometry, masking: networks.masking
        ) {
            $0.economized(
                for: pyramid, quality: options.qualityHundredths, networks.gains, geometry)
        }
        let field = QualityField(quality: options.qualityHundredths, importance: importance)
        let quantizer = BandQuantizer(networks.gains, field)
        let bitPrice = WaveletNetworks.bitPrice(masking: networks.masking)
        let prices =
            visibility.map { BitPrices(mean: bitPrice, $0, networks.gains, field, geometry) }
            ?? BitPrices(bitPrice)
        let coding = BandCoding(networks, geometry, field, threads: options.threads)
        func coded(_ pyramid: WaveletPyramid) -> (symbols: BandSymbols, payload: [UInt8]) {
            observer?(.entropy)
            guard options.effort > 0 else {
                let symbols = quantizer.symbols(of: pyramid, geometry)
                return (symbols, coding.payload(of: symbols))
            }
            return coding.coded(quantizer.targets(of: pyramid, geometry), prices: prices)
        }
        var (symbols, payload) = coded(pyramid)
        // What mending adds need not be sent. It changes a little with what is sent.
        for _ in 1..<max(1, options.effort) {
            observer?(.network)
            let changes = reconstruction(of: image, field)
                .changes(symbols, threads: options.threads)
            let rest = changes.withUnsafeBufferPointer { changes in
                WaveletPyramid(
                    width: geometry.width, height: geometry.height, levels: geometry.levels,
                    by: networks.liftingStep
                ) {
                    (Int32(pixels[$0]) - 128) << WaveletPyramid.fraction - changes[$0]
                }
            }
            (symbols, payload) = coded(rest)
        }
        return CodedPicture { body in
            reconstruction(of: image, field).rows(
                symbols, alpha: image.alpha, threads: options.threads, observer: observer
            ) { _, row in body(row) }
        } payloads: {
            (importance?.payload ?? [], payload)
        }
    }
}

extension RasterImage {
    /// The pixels R, G, B of the picture, padded by repeating the last row and column. Grey becomes
    /// R = G = B; alpha is left out. Spec cwc §9.1.
    fileprivate func paddedPixels(_ geometry: BandGeometry) -> [UInt8] {
        let row = geometry.width * 3
        var input = [Int16](repeating: 0, count: row)
        var pixels: [UInt8] = []
        pixels.reserveCapacity(geometry.height * row)
        for y in 0..<geometry.height {
            input.withUnsafeMutableBufferPointer {
                writeNetworkInput(y..<y + 1, columns: geometry.width, to: $0)
            }
            pixels += input.lazy.map { UInt8(truncatingIfNeeded: $0) }
        }
        return pixels
    }
}
