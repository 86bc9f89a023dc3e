extension RasterImage {
    /// The picture as RGB, without alpha and metadata: grey becomes R = G = B.
    public func convertedToRGB() -> RasterImage {
        let colors = colorSamples
        guard !channels.hasColor else {
            return RasterImage(width: width, height: height, channels: .rgb, samples: colors)
        }
        var rgb: [UInt8] = []
        rgb.reserveCapacity(3 * colors.count)
        for grey in colors {
            for _ in 0..<3 { rgb.append(grey) }
        }
        return RasterImage(width: width, height: height, channels: .rgb, samples: rgb)
    }

    /// A part of the picture, without metadata.
    ///
    /// - Precondition: The part lies within the picture and has at least one pixel.
    public func cropped(x: Int, y: Int, width: Int, height: Int) -> RasterImage {
        precondition(
            x >= 0 && y >= 0 && x + width <= self.width && y + height <= self.height,
            "a part of the picture")
        let count = channels.count
        var part: [UInt8] = []
        part.reserveCapacity(width * height * count)
        for row in y..<y + height {
            part += samples[((row * self.width + x) * count)...].prefix(width * count)
        }
        return RasterImage(width: width, height: height, channels: channels, samples: part)
    }
}
