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

    /// What a bit may cost in squared error, in 1/256 of a squared step: what serves best on the
    /// validation pictures.
    private static let bitPrice: Int64 = 21

    private func geometry(of image: RasterImage) -> BandGeometry {
        BandGeometry(
            imageWidth: image.width, imageHeight: image.height, levels: networks.levels.count)
    }

    private func reconstruction(of image: RasterImage) -> BandReconstruction {
        BandReconstruction(
            networks, width: image.width, height: image.height, channels: image.channels,
            quality: options.qualityHundredths)
    }

    func peakByteCount(for image: RasterImage) -> Int {
        let geometry = geometry(of: image)
        // The transform takes as much as its inverse.
        return max(
            BandCoding.peakByteCount(networks, geometry, threads: options.threads),
            reconstruction(of: image).peakByteCount(threads: options.threads)
                + image.samples.count)
            + BandSymbols.byteCount(geometry)
    }

    func code(_ image: RasterImage, observer: CodingStage.Observer?) -> CodedPicture {
        observer?(.pixels)
        let geometry = geometry(of: image)
        let quantizer = BandQuantizer(networks.gains, quality: options.qualityHundredths)
        let coding = BandCoding(
            networks, geometry, quality: options.qualityHundredths, threads: options.threads)
        let pyramid = image.pyramid(geometry)
        observer?(.entropy)
        let symbols: BandSymbols
        let payload: [UInt8]
        switch options.effort {
        case 0:
            symbols = quantizer.symbols(of: pyramid, geometry)
            payload = coding.payload(of: symbols)
        default:
            (symbols, payload) = coding.coded(
                quantizer.targets(of: pyramid, geometry), bitPrice: Self.bitPrice)
        }
        return CodedPicture { body in
            reconstruction(of: image).rows(
                symbols, alpha: image.alpha, threads: options.threads, observer: observer
            ) { _, row in body(row) }
        } payloads: {
            ([], payload)
        }
    }
}

extension RasterImage {
    /// The wavelet coefficients of the picture, padded by repeating the last row and column. Grey
    /// becomes R = G = B; alpha is left out. Spec cwc §9.1.
    fileprivate func pyramid(_ geometry: BandGeometry) -> WaveletPyramid {
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
        return WaveletPyramid(
            pixels: pixels, width: geometry.width, height: geometry.height,
            levels: geometry.levels)
    }
}
