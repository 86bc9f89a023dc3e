import CWCImage
import CWCMetrics

/// What one codec made of one picture at one setting.
public struct Measurement: Hashable, Sendable {
    /// The picture's name.
    public var image: String
    /// The codec's name.
    public var codec: String
    /// The setting, on the codec's scale.
    public var setting: Double
    /// Bytes of the whole file.
    public var bytes: Double
    /// Bits per pixel: `8 · bytes / (width · height)`.
    public var rate: Double
    /// PSNR over R, G and B, in dB; infinite for equal pictures.
    public var psnr: Double
    /// SSIM of luma; `nil` below 11 pixels a side, and where it was not asked for.
    public var ssim: Double?
    /// MS-SSIM, mean of R, G and B; `nil` below 161 pixels a side, and where it was not asked for.
    public var multiScaleSSIM: Double?
    /// SSIMULACRA2; `nil` below 8 pixels a side, and where it was not asked for.
    public var ssimulacra2: Double?
    /// The 3-norm of Butteraugli, less is better; `nil` where it was not asked for.
    public var butteraugli: Double?
    /// Wall time of encoding, in seconds.
    public var encodeSeconds: Double
    /// Wall time of decoding, in seconds.
    public var decodeSeconds: Double
}

/// One file, what it decodes to, and how long both took: the same code for every codec.
struct TimedRoundTrip {
    var setting: Double
    var file: [UInt8]
    /// RGB.
    var decoded: RasterImage
    var encodeSeconds: Double
    var decodeSeconds: Double

    init(
        _ picture: RasterImage, by codec: any ComparedCodec, setting: Double
    ) throws(ComparisonError) {
        self.setting = setting
        let clock = ContinuousClock()
        let start = clock.now
        file = try codec.encode(picture, setting: setting)
        let encoded = clock.now
        decoded = try codec.decode(file).convertedToRGB()
        let end = clock.now
        guard decoded.width == picture.width, decoded.height == picture.height else {
            throw ComparisonError("decoded to \(decoded.width)×\(decoded.height) pixels")
        }
        encodeSeconds = (encoded - start) / .seconds(1)
        decodeSeconds = (end - encoded) / .seconds(1)
    }

    func measurement(
        of picture: RasterImage, named image: String, by codec: any ComparedCodec,
        metrics: [Metric] = Metric.allCases
    ) -> Measurement {
        func figure(_ metric: Metric, _ measure: () throws -> Double) -> Double? {
            metrics.contains(metric) ? try? measure() : nil
        }
        return Measurement(
            image: image, codec: codec.name, setting: setting, bytes: Double(file.count),
            rate: Double(8 * file.count) / Double(picture.width * picture.height),
            psnr: CWCMetrics.psnr(picture, decoded),
            ssim: figure(.ssim) { try CWCMetrics.ssim(picture, decoded) },
            multiScaleSSIM: figure(.multiScaleSSIM) {
                try CWCMetrics.multiScaleSSIM(picture, decoded)
            },
            ssimulacra2: figure(.ssimulacra2) {
                try CWCMetrics.ssimulacra2(original: picture, distorted: decoded)
            },
            butteraugli: figure(.butteraugli) {
                CWCMetrics.butteraugli(original: picture, distorted: decoded).threeNorm
            },
            encodeSeconds: encodeSeconds, decodeSeconds: decodeSeconds)
    }
}
