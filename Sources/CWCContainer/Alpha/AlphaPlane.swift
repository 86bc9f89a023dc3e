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
        var filtered: [UInt8] = []
        filtered.reserveCapacity(height * (width + 1))
        var above = [UInt8](repeating: 0, count: width)
        for start in stride(from: 0, to: samples.count, by: width) {
            let row = Array(samples[start..<start + width])
            filtered += RowFilter.cheapest(for: row, above: above)
            above = row
        }
        return Deflate.compress(filtered)
    }

    /// Reads a plane.
    ///
    /// - Throws: `badDeflate`, or `badPayload` for an unknown filter.
    public init(parsing bytes: ArraySlice<UInt8>, width: Int, height: Int) throws(FormatError) {
        let payload = Payload(bytes, name: "alpha", section: "cwc §8")
        let filtered = try payload.expanded(to: height * (width + 1)).bytes
        var samples: [UInt8] = []
        samples.reserveCapacity(width * height)
        var above = [UInt8](repeating: 0, count: width)
        for start in stride(from: filtered.startIndex, to: filtered.endIndex, by: width + 1) {
            guard let filter = RowFilter(rawValue: filtered[start]) else {
                throw payload.fail(.badPayload, "filter \(filtered[start]) of 5")
            }
            above = filter.restored(filtered[start + 1...start + width], above: above)
            samples += above
        }
        self.init(width: width, height: height, samples: samples)
    }
}
