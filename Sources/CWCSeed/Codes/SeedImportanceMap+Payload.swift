import CWCBitstream
public import CWCContainer

extension SeedImportanceMap {
    /// The payload of the map in any form. Spec seed §5.
    public func payload(_ form: PayloadForm) -> [UInt8] {
        var levels = levels
        switch form {
        case .packed:
            var writer = BitWriter()
            writer.code(levels: &levels, geometry: geometry)
            return writer.finish()
        case .deflate:
            var residuals: [UInt8] = []
            residuals.reserveCapacity(levels.count)
            forEachPredicted(&levels, width: geometry.width) { level, prediction in
                let difference = Int(level) - Int(prediction)
                residuals.append(UInt8(difference < 0 ? difference + geometry.levels : difference))
            }
            return Deflate.compress(residuals)
        case .range:
            var encoder = RangeEncoder()
            encoder.code(levels: &levels, geometry: geometry)
            return encoder.finish()
        }
    }

    /// Reads a map.
    ///
    /// - Throws: `badPayload` or `badDeflate`. Spec seed §5.
    public init(
        parsing bytes: ArraySlice<UInt8>, form: PayloadForm, geometry: CodeGeometry
    ) throws(FormatError) {
        switch form {
        case .packed:
            try self.init(packed: bytes, geometry: geometry)
        case .deflate:
            try self.init(deflated: bytes, geometry: geometry)
        case .range:
            try self.init(rangeCoded: bytes, geometry: geometry)
        }
    }

    private init(
        packed bytes: ArraySlice<UInt8>, geometry: CodeGeometry
    ) throws(FormatError) {
        let payload = Payload(bytes, name: "importance", section: "seed §5.1")
        let levels = try payload.readBits(geometry.positions * geometry.bitsPerLevel) {
            reader throws(BitstreamError) in
            var levels = [UInt8](repeating: 0, count: geometry.positions)
            try reader.code(levels: &levels, geometry: geometry)
            return levels
        }
        if let level = levels.first(where: { $0 >= geometry.levels }) {
            throw payload.fail(.badPayload, "level \(level) of \(geometry.levels)")
        }
        self.init(geometry: geometry, levels: levels)
    }

    private init(
        deflated bytes: ArraySlice<UInt8>, geometry: CodeGeometry
    ) throws(FormatError) {
        let payload = Payload(bytes, name: "importance", section: "seed §5.2")
        // Residuals, which turn into levels in their places.
        var levels = Array(try payload.expanded(to: geometry.positions).bytes)
        try forEachPredicted(&levels, width: geometry.width) {
            level, prediction throws(FormatError) in
            guard level < geometry.levels else {
                throw payload.fail(.badPayload, "residual \(level) of \(geometry.levels)")
            }
            level = UInt8((Int(prediction) + Int(level)) % geometry.levels)
        }
        self.init(geometry: geometry, levels: levels)
    }

    private init(
        rangeCoded bytes: ArraySlice<UInt8>, geometry: CodeGeometry
    ) throws(FormatError) {
        let payload = Payload(bytes, name: "importance", section: "seed §5.3")
        // A level takes a decision or more, unless there is only one.
        let decisions = geometry.levels > 1 ? geometry.positions : 0
        let levels = try payload.readDecisions(atLeast: decisions) {
            decoder throws(BitstreamError) in
            var levels = [UInt8](repeating: 0, count: geometry.positions)
            try decoder.code(levels: &levels, geometry: geometry)
            return levels
        }
        self.init(geometry: geometry, levels: levels)
    }
}
