import CWCImage

extension ImageHeader {
    /// `\x8BCWC\r\n\x1A\n`: not ASCII, both line endings, the end of file of DOS. Spec cwc §4.1.
    public static let signature: [UInt8] = [0x8B, 0x43, 0x57, 0x43, 0x0D, 0x0A, 0x1A, 0x0A]

    /// The only major version so far. Spec cwc §4.2.
    static let majorVersion: UInt8 = 1

    /// Stands for a quality that is not known. Spec cwc §4.5.
    private static let unknownQuality: UInt16 = 0xFFFF

    /// The fields of a header in file order. Parser, writer and dump all run this.
    mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        let start = visitor.offset
        visitor.section = "cwc §4.1"
        try visitor.signature("signature", Self.signature)
        try visitVersion(&visitor)
        try visitFlags(&visitor)
        visitor.section = "cwc §4"
        try Self.visitSide("width", &width, &visitor)
        try Self.visitSide("height", &height, &visitor)
        visitor.section = "cwc §4.4"
        var modelBytes = model.bytes
        try visitor.bytes("model_id", &modelBytes)
        model = ModelID(modelBytes)
        try visitQuality(&visitor)
        try visitTiling(&visitor)
        try visitDepth(&visitor)
        visitor.section = "cwc §4.6"
        if var checksum = pixelChecksum {
            try visitor.checksum("pixel_checksum", &checksum)
            pixelChecksum = checksum
        }
        visitor.section = "cwc §4"
        try visitor.checksum("header_crc", from: start)
    }

    private mutating func visitVersion<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        visitor.section = "cwc §4.2"
        var major = Self.majorVersion
        try visitor.integer("major", &major)
        try visitor.require(
            major == Self.majorVersion, .unsupportedVersion,
            "major version \(major); this decoder knows \(Self.majorVersion)")
        try visitor.integer("minor", &minorVersion)
    }

    /// ```
    /// bit   7        6         5           4                  3 2          1 0
    ///       reserved has_depth has_streams has_pixel_checksum payload_form channels
    /// ```
    private mutating func visitFlags<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        visitor.section = "cwc §4.3"
        var flags = channels.rawValue | payloadForm.rawValue << 2
        if pixelChecksum != nil { flags |= 1 << 4 }
        if tiling != nil { flags |= 1 << 5 }
        if depth > .eight { flags |= 1 << 6 }
        try visitor.integer("flags", &flags)
        let reserved = flags >> 7
        try visitor.require(reserved == 0, .unsupportedFeature, "flags: a reserved bit")
        let form = PayloadForm(rawValue: flags >> 2 & 3)
        try visitor.require(
            form != nil, .unsupportedFeature, "payload_form: \(flags >> 2 & 3) is reserved")

        // All four values of two bits are legal.
        channels = Channels(rawValue: flags & 3) ?? channels
        payloadForm = form ?? payloadForm
        pixelChecksum = flags >> 4 & 1 == 1 ? pixelChecksum ?? 0 : nil
        tiling = flags >> 5 & 1 == 1 ? tiling ?? Tiling.none : nil
        // A reader finds out below which of the depths it is.
        depth = flags >> 6 & 1 == 0 ? .eight : max(depth, .ten)
        visitor.note("channels", channels.name)
        visitor.note("payload_form", payloadForm.name)
        visitor.note("has_pixel_checksum", pixelChecksum == nil ? "no" : "yes")
        visitor.note("has_streams", tiling == nil ? "no" : "yes")
        visitor.note("has_depth", depth == .eight ? "no" : "yes")
    }

    private static func visitSide<V: FieldVisitor>(
        _ name: String, _ side: inout Int, _ visitor: inout V
    ) throws(V.Failure) {
        var value = UInt32(side)
        try visitor.varint(name, &value)
        try visitor.require(value >= 1, .badValue, "\(name): 0")
        try visitor.require(
            value <= FormatLimits.largestSide, .limitExceeded,
            "\(name): \(value) exceeds \(FormatLimits.largestSide)")
        side = Int(value)
    }

    private mutating func visitQuality<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        visitor.section = "cwc §4.5"
        var value = qualityHundredths ?? Self.unknownQuality
        try visitor.integer("quality", &value)
        let isKnown = value != Self.unknownQuality
        try visitor.require(
            !isKnown || value <= FormatLimits.highestQuality, .badValue,
            "quality: \(value) exceeds \(FormatLimits.highestQuality)")
        qualityHundredths = isKnown ? value : nil
    }

    private mutating func visitTiling<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        guard let tiling else { return }
        visitor.section = "cwc §4.7"
        var exponent = UInt8(tiling.exponent)
        try visitor.integer("tile_size", &exponent)
        let read = Tiling(exponent: Int(exponent))
        try visitor.require(read != nil, .badValue, "tile_size: \(exponent)")
        self.tiling = read ?? tiling
    }

    private mutating func visitDepth<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        guard depth > .eight else { return }
        visitor.section = "cwc §4.8"
        var bits = depth.rawValue
        try visitor.integer("depth", &bits)
        try visitor.require(bits > SampleDepth.eight.rawValue, .badValue, "depth: \(bits)")
        let read = SampleDepth(rawValue: bits).flatMap {
            $0 <= FormatLimits.largestDepth ? $0 : nil
        }
        try visitor.require(read != nil, .unsupportedFeature, "depth: \(bits) bits")
        depth = read ?? depth
    }
}
