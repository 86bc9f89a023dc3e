import CWCImage

extension RasterImage {
    /// BT.601 luma, not rounded: `0.299 R + 0.587 G + 0.114 B`; the samples themselves when grey.
    var luma: [Double] {
        let colors = colorSamples
        guard channels.hasColor else { return colors.map(Double.init) }
        return stride(from: 0, to: colors.count, by: 3).map { start in
            let (red, green) = (Double(colors[start]), Double(colors[start + 1]))
            return 0.299 * red + 0.587 * green + 0.114 * Double(colors[start + 2])
        }
    }

    /// - Precondition: the other picture has the same size, and is grey or in colour like this one.
    func requireSameShape(as other: RasterImage) {
        precondition(
            width == other.width && height == other.height
                && channels.hasColor == other.channels.hasColor,
            "only pictures of one shape can be compared")
    }
}
