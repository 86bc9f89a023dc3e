import CWCComparison
import CWCFigures

extension Comparison {
    /// Means and BD-rates for people.
    var summary: String {
        var lines = [
            "codec             setting     bpp    PSNR    SSIM  MS-SSIM SSIMULACRA2 Butteraugli"
                + "  encode  decode (s)"
        ]
        for codec in codecs {
            for mean in means(of: codec.name) {
                lines.append(
                    codec.name.padded(to: 17) + fixed(mean.setting, 1).aligned(to: 8)
                        + fixed(mean.rate, 4).aligned(to: 8)
                        + fixed(mean.psnr, 2).aligned(to: 8)
                        + (mean.ssim.map { fixed($0, 4) } ?? "-").aligned(to: 8)
                        + (mean.multiScaleSSIM.map { fixed($0, 4) } ?? "-").aligned(to: 9)
                        + (mean.ssimulacra2.map { fixed($0, 2) } ?? "-").aligned(to: 12)
                        + (mean.butteraugli.map { fixed($0, 3) } ?? "-").aligned(to: 12)
                        + fixed(mean.encodeSeconds, 3).aligned(to: 8)
                        + fixed(mean.decodeSeconds, 3).aligned(to: 8))
            }
        }
        for metric in metrics {
            lines.append("\nBD-rate by \(metric.title): rows against columns, percent")
            lines.append(
                "".padded(to: 17) + codecs.map { $0.name.aligned(to: 17) }.joined())
            for codec in codecs {
                let cells = codecs.map { reference -> String in
                    guard codec != reference else { return "" }
                    let rate = bdRate(of: codec.name, against: reference.name, metric)
                    return rate.map { ($0 > 0 ? "+" : "") + fixed($0, 1) } ?? "-"
                }
                lines.append(
                    codec.name.padded(to: 17) + cells.map { $0.aligned(to: 17) }.joined())
            }
        }
        lines += losses.isEmpty ? [] : [""] + losses.map(sentence)
        return lines.joined(separator: "\n") + "\n"
    }

    private func sentence(_ loss: Loss) -> String {
        var parts: [String] = []
        if let rate = loss.bdRate { parts.append("by the mean, +\(fixed(rate, 1)) %") }
        if !loss.rates.isEmpty {
            let intervals = loss.rates.map {
                "\(fixed($0.lowerBound, 2)) to \(fixed($0.upperBound, 2))"
            }
            parts.append("from \(intervals.joined(separator: " and from ")) bits per pixel")
        }
        if !loss.images.isEmpty {
            parts.append("on \(loss.images.count) of \(images.count) pictures")
        }
        return "\(codecs[0].name) needs more bits than \(loss.against) by \(loss.metric.title): "
            + parts.joined(separator: "; ")
    }
}
