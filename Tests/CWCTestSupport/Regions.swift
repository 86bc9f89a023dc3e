public import CWCImage

extension ImageRegion {
    /// A region of a picture of this size; small ones, large ones and single lines are all likely.
    public static func random(
        width: Int, height: Int, using random: inout some RandomNumberGenerator
    ) -> ImageRegion {
        func range(_ size: Int) -> (first: Int, count: Int) {
            let count =
                switch Int.random(in: 0..<8, using: &random) {
                case 0: 1
                case 1: size
                default: Int.random(in: 1...size, using: &random)
                }
            return (Int.random(in: 0...size - count, using: &random), count)
        }
        let (columns, rows) = (range(width), range(height))
        return ImageRegion(
            x: columns.first, y: rows.first, width: columns.count, height: rows.count)
    }
}

extension RasterImage {
    /// A part of the picture.
    public func cropped(to region: ImageRegion) -> RasterImage {
        let count = channels.count
        return RasterImage(
            width: region.width, height: region.height, channels: channels,
            samples: region.rows.flatMap { y in
                samples[
                    (y * width + region.columns.lowerBound)
                        * count..<(y * width + region.columns.upperBound) * count]
            }, metadata: metadata)
    }
}
