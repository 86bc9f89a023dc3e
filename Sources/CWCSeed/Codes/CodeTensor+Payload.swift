import CWCBitstream
public import CWCContainer

extension CodeTensor {
    /// The payload of the bits that `map` keeps, in any form. Spec seed §5.
    ///
    /// - Parameters:
    ///   - form: How to store them.
    ///   - map: The map that they belong to.
    ///   - contexts: The model's contexts, for `range`; nil if it has none.
    /// - Returns: The payload's bytes.
    public func payload(
        _ form: PayloadForm, keptBy map: SeedImportanceMap, contexts: ContextModel? = nil
    ) -> [UInt8] {
        precondition(map.geometry == geometry, "map and codes differ in size")
        switch form {
        case .packed: return packed(keptBy: map)
        case .deflate: return Deflate.compress(packed(keptBy: map))
        case .range:
            var stack = PlaneStack(self)
            var encoder = RangeEncoder(capacity: map.keptBits / 8)
            encoder.code(
                &stack, keptBy: map, contexts: contexts ?? .plain(planes: geometry.planes))
            return encoder.finish()
        }
    }

    private func packed(keptBy map: SeedImportanceMap) -> [UInt8] {
        var copy = self
        var writer = BitWriter()
        writer.code(&copy, keptBy: map)
        return writer.finish()
    }

    /// Reads the bits that `map` keeps; all others are 0.
    ///
    /// - Parameters:
    ///   - bytes: The payload.
    ///   - form: How the bits are stored.
    ///   - map: The map that they belong to.
    ///   - contexts: The model's contexts, for `range`; nil if it has none.
    /// - Throws: `badPayload` or `badDeflate`. Spec seed §5.
    public init(
        parsing bytes: ArraySlice<UInt8>, form: PayloadForm, keptBy map: SeedImportanceMap,
        contexts: ContextModel? = nil
    ) throws(FormatError) {
        let bitCount = map.keptBits
        let packed: Payload
        switch form {
        case .packed:
            packed = Payload(bytes, name: "codes", section: "seed §5.1")
        case .deflate:
            packed = try Payload(bytes, name: "codes", section: "seed §5.2")
                .expanded(to: (bitCount + 7) / 8)
        case .range:
            try self.init(rangeCoded: bytes, keptBy: map, contexts: contexts)
            return
        }
        self = try packed.readBits(bitCount) { reader throws(BitstreamError) in
            var tensor = CodeTensor(zeros: map.geometry)
            try reader.code(&tensor, keptBy: map)
            return tensor
        }
    }

    private init(
        rangeCoded bytes: ArraySlice<UInt8>, keptBy map: SeedImportanceMap, contexts: ContextModel?
    ) throws(FormatError) {
        geometry = map.geometry
        bits = try Payload(bytes, name: "codes", section: "seed §5.3").readDecisions(
            atLeast: map.keptBits
        ) { decoder throws(BitstreamError) in
            var stack = PlaneStack(zeros: map.geometry)
            try decoder.code(
                &stack, keptBy: map, contexts: contexts ?? .plain(planes: map.geometry.planes))
            return stack.tensorBits
        }
    }
}
