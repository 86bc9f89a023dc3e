import CWCBitstream

/// One section of a file: what it is, and its bytes.
///
/// Image files and model files share this syntax: type, length, payload, CRC-32. Spec cwc §5.1.
public struct Section: Hashable, Sendable {
    /// The type byte. With bit 7 set, a decoder that does not know the type skips the section.
    public var type: UInt8
    /// The payload; its indices are offsets in the file when it was read from one.
    public var payload: ArraySlice<UInt8>
    /// Offset of the type byte in the file.
    public var offset: Int

    /// Whether a decoder that does not know `type` may go on without this section.
    public var isSkippable: Bool { type & 0x80 != 0 }
}

extension FieldReader {
    /// Reads one section and checks its CRC-32.
    ///
    /// - Parameter name: Gives the name of a type, for the trace.
    /// - Returns: The section, known or not; its payload is not copied.
    /// - Throws: `truncated`, `badVarint` or `checksumMismatch`.
    public mutating func readSection(
        name: (UInt8) -> String?
    ) throws(FormatError) -> Section {
        let start = offset
        let type = try read(UInt8.self, "section_type")
        note("section_name", name(type) ?? "unknown")
        let length = try readVarint("section_length")
        // A length that Int cannot hold (32-bit machines) is past the end of any input.
        let payload = try readBytes(Int(clamping: length), "section_payload")
        try checksum("section_crc", from: start)
        return Section(type: type, payload: payload, offset: start)
    }
}

extension FieldWriter {
    /// Writes one section with its CRC-32.
    ///
    /// - Precondition: The payload is shorter than 4 GiB.
    public mutating func writeSection(type: UInt8, payload: some Collection<UInt8>) {
        let start = offset
        output.write(type)
        output.writeVarint(UInt32(payload.count))
        output.write(payload)
        checksum("section_crc", from: start)
    }
}
