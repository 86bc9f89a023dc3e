import CWCContainer
import CWCNetwork

extension Model {
    /// The model as a `.cwm` file. Spec model §4.
    public func fileBytes() -> [UInt8] {
        var output = FieldWriter()
        var canonical = ModelFile.canonicalBytes(description, codec.makeContent())
        output.bytes("canonical_bytes", &canonical)
        output.writeSection(type: ModelFile.SectionType.modelID.rawValue, payload: id.bytes)
        return output.bytes
    }
}

extension ModelFile {
    /// All of a model's file that comes before the ID. Spec model §4.7.
    static func canonicalBytes(
        _ description: ModelDescription, _ content: any ModelContent
    ) -> [UInt8] {
        var output = FieldWriter()
        visitHeader(&output)
        func write(_ type: SectionType, _ fields: (inout FieldWriter) -> Void) {
            var payload = FieldWriter()
            fields(&payload)
            output.writeSection(type: type.rawValue, payload: payload.bytes)
        }
        write(.description) { payload in
            var (family, description) = (content.family.number, description)
            payload.integer("family", &family)
            content.writeDescription(&payload)
            description.visit(&payload)
        }
        for (place, network) in content.networks.sorted(by: { $0.key < $1.key }) {
            write(.network) { payload in
                var code = place.role.code
                payload.integer("role", &code)
                var fields = UncheckedNetwork(
                    role: place.role, level: place.level, inputChannels: network.inputChannels,
                    inputRange: network.inputRange, layers: network.layers)
                _ = visitNetwork(&fields, &payload)
            }
        }
        for type in SectionType.allCases where content.sections.contains(type) {
            write(type) { content.write(type, &$0) }
        }
        return output.bytes
    }
}
