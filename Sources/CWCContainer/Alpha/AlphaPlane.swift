import CWCBitstream
public import CWCImage

/// The opacity of a picture, kept without loss. Spec cwc §8.
public struct AlphaPlane: Hashable, Sendable {
    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int
    /// The bits of a sample.
    public let depth: SampleDepth
    /// `[height, width]` samples; 0 is transparent, `depth.maximum` opaque.
    public let samples: [UInt16]

    /// Makes a plane from its samples.
    ///
    /// - Precondition: There are `width · height`, and at least one, none above the maximum.
    public init(width: Int, height: Int, depth: SampleDepth = .eight, samples: [UInt16]) {
        precondition(width >= 1 && height >= 1 && samples.count == width * height, "samples")
        precondition(samples.allSatisfy { $0 <= depth.maximum }, "samples of the depth")
        self.depth = depth
        self.width = width
        self.height = height
        self.samples = samples
    }

    /// The payload of the plane.
    public func payload() -> [UInt8] {
        let writer = AlphaWriter(width: width, depth: depth)
        for start in stride(from: 0, to: samples.count, by: width) {
            writer.write(Array(samples[start..<start + width]))
        }
        return writer.finish()
    }

    /// Reads a plane.
    ///
    /// - Throws: `badDeflate`, or `badPayload` for an unknown filter or a filtered sample beyond the
    ///   depth.
    public init(
        parsing bytes: ArraySlice<UInt8>, width: Int, height: Int, depth: SampleDepth = .eight
    ) throws(FormatError) {
        let reader = try AlphaReader(bytes, width: width, height: height, depth: depth)
        var samples: [UInt16] = []
        samples.reserveCapacity(width * height)
        for _ in 0..<height { samples += try reader.nextRow() }
        try reader.finish()
        self.init(width: width, height: height, depth: depth, samples: samples)
    }
}
