public import CWCImage

/// How far a distorted picture is from the original by Butteraugli.
public struct ButteraugliDistance: Hashable, Sendable {
    /// The largest difference anywhere: 1 is just noticeable where one looks for it.
    public var maximum: Double
    /// The 3-norm of the differences as libjxl defines it: the mean of the norms of power 3, 6 and
    /// 12 over all pixels. It goes with what people say of a picture as a whole.
    public var threeNorm: Double
}

/// Butteraugli (Alakuijala and others, Google 2016, as it is in libjxl since 2021): how far a
/// distorted picture is from the original for an eye at a distance where a pixel is just resolved;
/// 0 for equal pictures.
///
/// Light becomes the response of cones that adapt to what is around them; the responses are split
/// into four bands of frequency; differences within each are weighted by what the original hides,
/// and added up along short lines. The same is done at half the size, which brings in what is seen
/// from farther away. libjxl's `butteraugli_main` is the reference: this agrees with it to four
/// digits and more.
///
/// Samples are taken as sRGB, grey as R = G = B, and alpha is left out. A picture with fewer than 8
/// pixels a side is continued to 8 by its border.
///
/// - Parameters:
///   - original: The picture as it was, `[H, W, C]`.
///   - distorted: What became of it; the two may not be exchanged.
///   - intensityTarget: The light of white on the screen, in cd/m² (nits): the brighter, the more
///     is seen.
/// - Precondition: Both pictures have the same shape.
/// - Returns: The distance, less is better.
/// - Complexity: Some 150 bytes of memory for each pixel of up to two megapixels at a time.
public func butteraugli(
    original: RasterImage, distorted: RasterImage, intensityTarget: Double = 80
) -> ButteraugliDistance {
    original.requireSameShape(as: distorted)
    let side = Butteraugli.smallestSide
    let pair = ButteraugliPair(
        original: original.continued(toSide: side), distorted: distorted.continued(toSide: side),
        intensityTarget: intensityTarget)
    // What was continued does not count.
    let left = max(0, side - original.width) / 2
    let top = max(0, side - original.height) / 2
    return pair.distance(
        columns: left..<left + original.width, rows: top..<top + original.height)
}

/// What the files of Butteraugli share.
enum Butteraugli {
    /// Fewer pixels a side have no meaning at their scale.
    static let smallestSide = 8
}

extension RasterImage {
    /// The picture in the middle of one with at least `side` pixels a side, where the pixels of its
    /// border are repeated.
    fileprivate func continued(toSide side: Int) -> RasterImage {
        guard width < side || height < side else { return self }
        let count = channels.count
        let (columns, rows) = (max(side, width), max(side, height))
        let (left, top) = ((columns - width) / 2, (rows - height) / 2)
        var samples: [UInt8] = []
        for y in 0..<rows {
            let row = min(max(y - top, 0), height - 1)
            for x in 0..<columns {
                let start = (row * width + min(max(x - left, 0), width - 1)) * count
                samples += self.samples[start..<start + count]
            }
        }
        return RasterImage(width: columns, height: rows, channels: channels, samples: samples)
    }
}
