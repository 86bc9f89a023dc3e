import CWCBitstream

/// The opacity of a picture, kept without loss. Spec cwc §8.
public struct AlphaPlane: Hashable, Sendable {
    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int
    /// `[height, width]` samples; 0 is transparent, 255 opaque.
    public let samples: [UInt8]

    /// Makes a plane from its samples.
    ///
    /// - Precondition: There are `width · height`, and at least one.
    public init(width: Int, height: Int, samples: [UInt8]) {
        precondition(width >= 1 && height >= 1 && samples.count == width * height, "samples")
        self.width = width
        self.height = height
        self.samples = samples
    }

    /// The payload of the plane.
    public func payload() -> [UInt8] {
        let writer = AlphaWriter(width: width)
        for start in stride(from: 0, to: samples.count, by: width) {
            writer.write(Array(samples[start..<start + width]))
        }
        return writer.finish()
    }

    /// Reads a plane.
    ///
    /// - Throws: `badDeflate`, or `badPayload` for an unknown filter.
    public init(parsing bytes: ArraySlice<UInt8>, width: Int, height: Int) throws(FormatError) {
        let reader = try AlphaReader(bytes, width: width, height: height)
        var samples: [UInt8] = []
        samples.reserveCapacity(width * height)
        for _ in 0..<height { samples += try reader.nextRow() }
        try reader.finish()
        self.init(width: width, height: height, samples: samples)
    }
}
