import CWCImage
import CWCMetrics

/// A figure of quality.
public enum Metric: String, CaseIterable, Hashable, Sendable {
    /// Peak signal-to-noise ratio over R, G and B.
    case psnr
    /// Structural similarity of the luma.
    case ssim
    /// Multi-scale structural similarity, the mean of R, G and B.
    case multiScaleSSIM = "ms-ssim"
    /// SSIMULACRA2.
    case ssimulacra2
    /// The 3-norm of Butteraugli: a distance.
    case butteraugli

    /// The figure as it was measured; `nil` where it was not.
    func figure(_ measurement: Measurement) -> Double? {
        switch self {
        case .psnr: measurement.psnr
        case .ssim: measurement.ssim
        case .multiScaleSSIM: measurement.multiScaleSSIM
        case .ssimulacra2: measurement.ssimulacra2
        case .butteraugli: measurement.butteraugli
        }
    }

    /// The figure as it is drawn and tabled; `nil` where there is none, and where pictures that are
    /// equal make it infinite.
    public func value(_ measurement: Measurement) -> Double? {
        let figure = figure(measurement)
        let value = self == .multiScaleSSIM ? figure.map { decibels(similarity: $0) } : figure
        return value.flatMap { $0.isFinite ? $0 : nil }
    }

    /// Whether the smaller value is that of the better picture.
    public var isDistance: Bool { self == .butteraugli }

    /// A value as a quality, of which more is better: what BD-rates are computed over. A distance
    /// counts below zero.
    func quality(_ value: Double) -> Double { isDistance ? -value : value }

    /// The pixels that each side of a picture must have.
    var smallestSide: Int {
        switch self {
        case .psnr, .butteraugli: 1
        case .ssimulacra2: 8
        case .ssim: 11
        case .multiScaleSSIM: 161
        }
    }

    /// The name of an axis; MS-SSIM is in dB, `-10 log10(1 - MS-SSIM)`.
    public var title: String {
        switch self {
        case .psnr: "PSNR (RGB), dB"
        case .ssim: "SSIM (luma)"
        case .multiScaleSSIM: "MS-SSIM, dB"
        case .ssimulacra2: "SSIMULACRA2"
        case .butteraugli: "Butteraugli 3-norm (less is better)"
        }
    }
}
