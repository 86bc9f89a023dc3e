public import CWCImage

extension ImportanceMap {
    /// The map as a grey picture of the size of the one that it belongs to: ``greys``, each as wide
    /// and high as what it stands for.
    public func image(width: Int, height: Int) -> RasterImage {
        let greys = greys
        var samples: [UInt8] = []
        samples.reserveCapacity(width * height)
        for y in 0..<height {
            let row = y / scale * self.width
            for x in 0..<width { samples.append(greys[row + x / scale]) }
        }
        return RasterImage(width: width, height: height, channels: .grey, samples: samples)
    }
}
