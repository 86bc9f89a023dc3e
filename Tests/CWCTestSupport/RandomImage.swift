public import CWCImage

extension RasterImage {
    /// A picture of slopes with noise on them: neither flat nor without any order.
    public static func random(
        width: Int, height: Int, channels: Channels, metadata: Metadata = Metadata(),
        using random: inout some RandomNumberGenerator
    ) -> RasterImage {
        let slopes = (0..<channels.count).map { _ in
            (x: Int.random(in: -9...9, using: &random), y: Int.random(in: -9...9, using: &random))
        }
        var samples: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                for slope in slopes {
                    let noise = Int.random(in: -40...40, using: &random)
                    let value = 128 + x * slope.x + y * slope.y + noise
                    samples.append(UInt8(max(0, min(255, value))))
                }
            }
        }
        return RasterImage(
            width: width, height: height, channels: channels, samples: samples, metadata: metadata)
    }
}
