public import CWCImage

extension DeepImage {
    /// A picture of `1 / side` of the width and height of one of eight bits, from the sums of `side` by
    /// `side` samples: a drawing then has more than 256 levels.
    ///
    /// - Precondition: Width and height are multiples of `side`.
    public init(summing picture: RasterImage, side: Int, depth: SampleDepth) {
        precondition(picture.width % side == 0 && picture.height % side == 0)
        let (width, height) = (picture.width / side, picture.height / side)
        let count = picture.channels.count
        var sums = [Int](repeating: 0, count: height * width * count)
        for y in 0..<picture.height {
            for x in 0..<picture.width {
                for channel in 0..<count {
                    sums[(y / side * width + x / side) * count + channel] += Int(
                        picture.samples[(y * picture.width + x) * count + channel])
                }
            }
        }
        let white = 255 * side * side
        self.init(
            shape: ImageShape(
                width: width, height: height, channels: picture.channels, depth: depth),
            samples: sums.map { UInt16(($0 * depth.maximum + white / 2) / white) })
    }
}
