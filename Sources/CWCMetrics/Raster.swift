/// 8-bit samples `[height, width, channels]` to be measured: grey (1) or RGB (3).
public struct Raster: Sendable {
    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int
    /// 1 or 3.
    public let channels: Int
    /// Interleaved, rows from the top.
    public let samples: [UInt8]

    /// A picture from its samples.
    ///
    /// - Precondition: one or three channels, at least one pixel, and as many samples as that needs.
    public init(width: Int, height: Int, channels: Int, samples: [UInt8]) {
        precondition(channels == 1 || channels == 3, "grey or RGB")
        precondition(width > 0 && height > 0 && samples.count == width * height * channels)
        self.width = width
        self.height = height
        self.channels = channels
        self.samples = samples
    }

    /// BT.601 luma, not rounded: `0.299 R + 0.587 G + 0.114 B`; the samples themselves when grey.
    var luma: [Double] {
        if channels == 1 { return samples.map(Double.init) }
        return stride(from: 0, to: samples.count, by: 3).map { start in
            let (red, green) = (Double(samples[start]), Double(samples[start + 1]))
            return 0.299 * red + 0.587 * green + 0.114 * Double(samples[start + 2])
        }
    }

    func requireSameShape(as other: Raster) {
        precondition(
            width == other.width && height == other.height && channels == other.channels,
            "only pictures of one shape can be compared")
    }
}
