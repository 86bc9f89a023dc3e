public import CWCContainer

extension Model {
    /// The ID that a `.cwm` file states, from its end alone: the rest of the file is not looked at.
    ///
    /// - Throws: What is wrong with the section of the ID. Offsets count from the start of `file`.
    ///   Spec model §4.7.
    public static func statedID(of file: ArraySlice<UInt8>) throws(FormatError) -> ModelID {
        // Type, length, ID, CRC-32.
        let sectionSize = 1 + 1 + ModelID.byteCount + 4
        var input = FieldReader(file.suffix(sectionSize), section: "model §4.7")
        let section = try input.readSection { ModelFile.SectionType(rawValue: $0)?.name }
        guard section.type == ModelFile.SectionType.modelID.rawValue,
            section.payload.count == ModelID.byteCount
        else {
            throw FormatError(
                .missingSection, offset: section.offset, section: "model §4.7",
                detail: "the file does not end with its model_id")
        }
        return ModelID(section.payload)
    }
}

extension ModelID {
    /// The ID of canonical bytes: the first 8 bytes of their SHA-256. Spec model §4.7.
    init(hashing bytes: ArraySlice<UInt8>) {
        self.init(SHA256.hash(bytes).prefix(Self.byteCount))
    }
}
