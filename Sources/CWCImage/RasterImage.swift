/// A picture as samples: what an encoder takes and a decoder gives.
public struct RasterImage: Hashable, Sendable {
    /// Columns, at least 1.
    public let width: Int
    /// Rows, at least 1.
    public let height: Int
    /// The samples of a pixel.
    public let channels: Channels
    /// `[height, width, channels]` samples, row by row from the top, all samples of a pixel
    /// together. Colour is not multiplied by alpha.
    public let samples: [UInt8]
    /// Colour profile, Exif and XMP, byte for byte. Nothing here acts on them.
    public var metadata: Metadata

    /// Makes a picture from its samples.
    ///
    /// - Precondition: Both sides are at least 1, and there are `width · height · channels.count`
    ///   samples.
    public init(
        width: Int, height: Int, channels: Channels, samples: [UInt8],
        metadata: Metadata = Metadata()
    ) {
        precondition(width >= 1 && height >= 1, "a picture has at least one pixel")
        precondition(samples.count == width * height * channels.count, "number of samples")
        self.width = width
        self.height = height
        self.channels = channels
        self.samples = samples
        self.metadata = metadata
    }

    /// `[height, width]` samples of opacity, when the picture has them.
    public var alpha: [UInt8]? {
        guard channels.hasAlpha else { return nil }
        let count = channels.count
        return stride(from: count - 1, to: samples.count, by: count).map { samples[$0] }
    }

    /// `[height, width, channels.colorCount]` samples, opacity left out.
    public var colorSamples: [UInt8] {
        guard channels.hasAlpha else { return samples }
        let (count, colors) = (channels.count, channels.colorCount)
        var result: [UInt8] = []
        result.reserveCapacity(width * height * colors)
        for pixel in stride(from: 0, to: samples.count, by: count) {
            for color in 0..<colors { result.append(samples[pixel + color]) }
        }
        return result
    }
}
