public import CWCImage

/// An image file taken apart: its header and the payloads of its sections, which are not looked
/// into. Spec cwc §3.
public struct Container: Hashable, Sendable {
    /// The header.
    public var header: ImageHeader
    /// Colour profile, Exif and XMP.
    public var metadata: Metadata
    /// Payload of the importance map. Indices are offsets in the file, if it came from one.
    public var importance: ArraySlice<UInt8>
    /// Payload of the codes. Indices are offsets in the file, if it came from one.
    public var codes: ArraySlice<UInt8>
    /// Payload of the alpha plane; there if and only if the header says that the picture has one.
    public var alpha: ArraySlice<UInt8>?

    /// Makes a file from its parts.
    public init(
        header: ImageHeader, metadata: Metadata = Metadata(), importance: [UInt8], codes: [UInt8],
        alpha: [UInt8]? = nil
    ) {
        self.header = header
        self.metadata = metadata
        self.importance = importance[...]
        self.codes = codes[...]
        self.alpha = alpha?[...]
    }

    /// Takes a file apart. Payloads are not copied.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - trace: Receives every field that is read, up to the fault if there is one.
    /// - Throws: The first broken rule of Spec cwc §3 to §5, in file order.
    public init(parsing bytes: [UInt8], trace: FieldTrace? = nil) throws(FormatError) {
        var input = FieldReader(bytes[...], section: "cwc §4", trace: trace)
        header = try ImageHeader(parsing: &input)
        metadata = Metadata()
        importance = []
        codes = []
        try readSections(&input)
        guard input.isAtEnd else {
            throw FormatError(
                .trailingBytes, offset: input.offset, section: "cwc §3",
                detail: "\(input.remaining) bytes follow the last section")
        }
    }

    private mutating func readSections(_ input: inout FieldReader) throws(FormatError) {
        // The known sections that may still come. The last one is required: it ends the file.
        var ahead = SectionType.allCases.filter { $0.isAllowed(with: header.channels) }[...]
        while !ahead.isEmpty {
            input.section = "cwc §5.1"
            let section = try input.readSection { SectionType(rawValue: $0)?.name }
            func fail(_ code: FormatError.Code, _ detail: String) -> FormatError {
                FormatError(code, offset: section.offset, section: "cwc §5.2", detail: detail)
            }
            guard let type = SectionType(rawValue: section.type) else {
                if section.isSkippable { continue }
                throw fail(.unsupportedSection, "section_type: \(section.type) is unknown")
            }
            guard let index = ahead.firstIndex(of: type) else {
                throw self[type] == nil
                    ? fail(.misplacedSection, "\(type.name) must not stand here")
                    : fail(.duplicateSection, "\(type.name) stands here again")
            }
            if let missing = ahead[..<index].first(where: { $0.isRequired(with: header.channels) })
            {
                throw fail(.missingSection, "\(missing.name) must come before \(type.name)")
            }
            self[type] = section.payload
            ahead = ahead[(index + 1)...]
        }
    }

    /// The file.
    ///
    /// - Precondition: There is an alpha plane if and only if the header says so.
    public func serialized() -> [UInt8] {
        precondition(header.channels.hasAlpha == (alpha != nil), "alpha contradicts the header")
        var output = FieldWriter()
        header.write(to: &output)
        for type in SectionType.allCases {
            guard let payload = self[type] else { continue }
            output.writeSection(type: type.rawValue, payload: payload)
        }
        return output.bytes
    }

    /// The payload of a section; nil when the file has no such section.
    private subscript(type: SectionType) -> ArraySlice<UInt8>? {
        get {
            switch type {
            case .icc: metadata.icc?[...]
            case .exif: metadata.exif?[...]
            case .xmp: metadata.xmp?[...]
            case .importance: importance
            case .codes: codes
            case .alpha: alpha
            }
        }
        set {
            switch type {
            case .icc: metadata.icc = newValue.map(Array.init)
            case .exif: metadata.exif = newValue.map(Array.init)
            case .xmp: metadata.xmp = newValue.map(Array.init)
            case .importance: importance = newValue ?? []
            case .codes: codes = newValue ?? []
            case .alpha: alpha = newValue
            }
        }
    }
}
