/// A picture of any depth as samples: what `RasterImage` is for eight bits.
public struct DeepImage: Hashable, Sendable {
    /// Size, channels and depth.
    public let shape: ImageShape
    /// `[height, width, channels]` samples, each 0 … `shape.depth.maximum`, row by row from the top, all
    /// samples of a pixel together. Colour is not multiplied by alpha.
    public let samples: [UInt16]
    /// What belongs to the picture besides its samples. Nothing here acts on it.
    public var metadata: Metadata

    /// Makes a picture from its samples.
    ///
    /// - Precondition: There are `shape.height · shape.samplesPerRow` samples, none above the maximum.
    public init(shape: ImageShape, samples: [UInt16], metadata: Metadata = Metadata()) {
        precondition(samples.count == shape.height * shape.samplesPerRow, "number of samples")
        precondition(samples.allSatisfy { $0 <= shape.depth.maximum }, "samples of the depth")
        self.shape = shape
        self.samples = samples
        self.metadata = metadata
    }

    /// The picture of a `RasterImage`, eight bits a sample.
    public init(_ image: RasterImage) {
        self.init(
            shape: image.shape, samples: image.samples.map { UInt16($0) }, metadata: image.metadata)
    }

    /// Reads all rows of a source.
    ///
    /// - Precondition: No row has been read.
    /// - Throws: What the source throws.
    public init(reading source: any RowSource) throws {
        let shape = source.shape
        var row = [UInt16](repeating: 0, count: shape.samplesPerRow)
        var samples: [UInt16] = []
        samples.reserveCapacity(shape.height * row.count)
        for _ in 0..<shape.height {
            var span = row.mutableSpan
            try source.readRow(into: &span)
            samples += row
        }
        self.init(shape: shape, samples: samples, metadata: source.metadata)
    }

    /// The picture at another depth. Spec cwc §9.6.
    public func scaled(to depth: SampleDepth) -> DeepImage {
        guard depth != shape.depth else { return self }
        return DeepImage(
            shape: shape.scaled(to: depth),
            samples: samples.map { shape.depth.scale($0, to: depth) }, metadata: metadata)
    }

    /// The picture at a depth of eight bits.
    public var raster: RasterImage {
        RasterImage(
            width: shape.width, height: shape.height, channels: shape.channels,
            samples: scaled(to: .eight).samples.map { UInt8(truncatingIfNeeded: $0) },
            metadata: metadata)
    }
}

extension ImageShape {
    /// The shape at another depth.
    public func scaled(to depth: SampleDepth) -> ImageShape {
        ImageShape(width: width, height: height, channels: channels, depth: depth)
    }
}
