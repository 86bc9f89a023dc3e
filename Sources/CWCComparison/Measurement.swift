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
    /// Wall time of encoding, in seconds.
    public var encodeSeconds: Double
    /// Wall time of decoding, in seconds.
    public var decodeSeconds: Double
}

/// A figure of quality.
public enum Metric: String, CaseIterable, Hashable, Sendable {
    /// Peak signal-to-noise ratio over R, G and B.
    case psnr
    /// Structural similarity of the luma.
    case ssim
    /// Multi-scale structural similarity, the mean of R, G and B.
    case multiScaleSSIM = "ms-ssim"

    /// The figure as it is drawn and tabled; `nil` where there is none, and where pictures that are
    /// equal make it infinite.
    public func value(_ measurement: Measurement) -> Double? {
        let value: Double? =
            switch self {
            case .psnr: measurement.psnr
            case .ssim: measurement.ssim
            case .multiScaleSSIM: measurement.multiScaleSSIM.map { decibels(similarity: $0) }
            }
        return value.flatMap { $0.isFinite ? $0 : nil }
    }

    /// The pixels that each side of a picture must have.
    var smallestSide: Int {
        switch self {
        case .psnr: 1
        case .ssim: 11
        case .multiScaleSSIM: 161
        }
    }

    /// Whether the picture is large enough for it.
    func applies(to measurement: Measurement) -> Bool {
        switch self {
        case .psnr: true
        case .ssim: measurement.ssim != nil
        case .multiScaleSSIM: measurement.multiScaleSSIM != nil
        }
    }

    /// The name of an axis; MS-SSIM is in dB, `-10 log10(1 - MS-SSIM)`.
    public var title: String {
        switch self {
        case .psnr: "PSNR (RGB), dB"
        case .ssim: "SSIM (luma)"
        case .multiScaleSSIM: "MS-SSIM, dB"
        }
    }
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
        return Measurement(
            image: image, codec: codec.name, setting: setting, bytes: Double(file.count),
            rate: Double(8 * file.count) / Double(picture.width * picture.height),
            psnr: CWCMetrics.psnr(picture, decoded),
            ssim: metrics.contains(.ssim) ? try? CWCMetrics.ssim(picture, decoded) : nil,
            multiScaleSSIM: metrics.contains(.multiScaleSSIM)
                ? try? CWCMetrics.multiScaleSSIM(picture, decoded) : nil,
            encodeSeconds: encodeSeconds, decodeSeconds: decodeSeconds)
    }
}
