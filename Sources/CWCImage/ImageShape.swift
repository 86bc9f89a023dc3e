/// What there is to know of a picture before its samples: its size, and what a sample is.
public struct ImageShape: Hashable, Sendable {
    /// Columns, at least 1.
    public let width: Int
    /// Rows, at least 1.
    public let height: Int
    /// The samples of a pixel.
    public let channels: Channels
    /// The bits of a sample.
    public let depth: SampleDepth

    /// Makes a shape from its parts.
    ///
    /// - Precondition: Both sides are at least 1.
    public init(width: Int, height: Int, channels: Channels, depth: SampleDepth = .eight) {
        precondition(width >= 1 && height >= 1, "a picture has at least one pixel")
        self.width = width
        self.height = height
        self.channels = channels
        self.depth = depth
    }

    /// Samples of a row: `width · channels.count`.
    public var samplesPerRow: Int { width * channels.count }
}

extension RasterImage {
    /// The picture's size and channels, at a depth of eight bits.
    public var shape: ImageShape { ImageShape(width: width, height: height, channels: channels) }
}
