import CWCContainer
import CWCNetwork

// The fields of the sections that every family has, each list for both directions.

extension ModelFile {
    /// Visits the signature and the version of a file. Spec model §4.1.
    static func visitHeader<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        let start = visitor.offset
        visitor.section = "model §4.1"
        try visitor.signature("signature", signature)
        var (major, minor) = version
        try visitor.integer("version_major", &major)
        try visitor.require(
            major == version.major, .unsupportedVersion, "major version \(major)")
        try visitor.integer("version_minor", &minor)
        try visitor.checksum("header_crc", from: start)
    }

    /// Visits the ID. Spec model §4.7.
    static func visitID<V: FieldVisitor>(
        _ id: inout ModelID, _ visitor: inout V
    ) throws(V.Failure) {
        visitor.section = "model §4.7"
        var bytes = id.bytes
        try visitor.block("model_id", &bytes, count: ModelID.byteCount)
        id = ModelID(bytes)
    }

    /// Visits the fields of a network behind its role: level, input and layers.
    /// Spec model §4.4, §4.5.
    ///
    /// - Returns: Where each layer begins in the file.
    static func visitNetwork<V: FieldVisitor>(
        _ network: inout UncheckedNetwork, _ visitor: inout V
    ) throws(V.Failure) -> [Int] {
        if network.role.isPerLevel {
            try visitor.size("level", &network.level, in: networkLevels)
        }
        try visitor.count(
            "input_channels", &network.inputChannels, in: 1...NetworkLimits.channels)
        try visitor.range("input", &network.inputRange)
        visitor.section = "model §4.5"
        var fields = LayerFields(channels: network.inputChannels)
        try fields.visit(&network.layers, &visitor)
        return fields.offsets
    }

    /// A network as its fields say, before anyone has checked that it can run.
    struct UncheckedNetwork {
        let role: NetworkRole
        var level = 0
        var inputChannels = 0
        var inputRange: ClosedRange<Int16> = 0...0
        var layers: [IntegerLayer] = []
    }
}

extension ModelDescription {
    /// Visits name and note. Spec model §4.3.
    mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.text("name", &name, in: Self.nameLengths)
        try visitor.require(Self.isPrintable(name), .badValue, "name: a control character")
        try visitor.text("note", &note, in: Self.noteLengths)
    }
}
