import CWCBitstream
public import CWCContainer

extension CodeTensor {
    /// The payload of the bits that `map` keeps, in either form. Spec cwc §7.
    public func payload(_ form: PayloadForm, keptBy map: ImportanceMap) -> [UInt8] {
        precondition(map.geometry == geometry, "map and codes differ in size")
        var copy = self
        var writer = BitWriter()
        writer.code(&copy, keptBy: map)
        let packed = writer.finish()
        return switch form {
        case .packed: packed
        case .deflate: Deflate.compress(packed)
        }
    }

    /// Reads the bits that `map` keeps; all others are 0.
    ///
    /// - Throws: `badPayload` or `badDeflate`. Spec cwc §7.
    public init(
        parsing bytes: ArraySlice<UInt8>, form: PayloadForm, keptBy map: ImportanceMap
    ) throws(FormatError) {
        let bitCount = map.keptBits
        let packed =
            switch form {
            case .packed: Payload(bytes, name: "codes", section: "cwc §7.1")
            case .deflate:
                try Payload(bytes, name: "codes", section: "cwc §7.2")
                    .expanded(to: (bitCount + 7) / 8)
            }
        self = try packed.readBits(bitCount) { reader throws(BitstreamError) in
            var tensor = CodeTensor(zeros: map.geometry)
            try reader.code(&tensor, keptBy: map)
            return tensor
        }
    }
}
