import CWCBitstream
public import CWCImage

/// An image file taken apart: its header and the payloads of its sections, which are not looked
/// into. Spec cwc §3.
public struct Container: Hashable, Sendable {
    /// The header.
    public var header: ImageHeader
    /// Colour profile, Exif, XMP and code points of colour.
    public var metadata: Metadata
    /// Payload of the importance map, empty where there are streams. Indices are offsets in the file,
    /// if it came from one.
    public var importance: ArraySlice<UInt8>
    /// Payload of the codes, empty where there are streams. Indices are offsets in the file, if it came
    /// from one.
    public var codes: ArraySlice<UInt8>
    /// The streams; there if and only if the header says so.
    public var streams: Streams?
    /// Payload of the alpha plane; there if and only if the header says that the picture has one.
    public var alpha: ArraySlice<UInt8>?

    /// Makes a file from its parts.
    public init(
        header: ImageHeader, metadata: Metadata = Metadata(), importance: [UInt8] = [],
        codes: [UInt8] = [], streams: Streams? = nil, alpha: [UInt8]? = nil
    ) {
        self.header = header
        self.metadata = metadata
        self.importance = importance[...]
        self.codes = codes[...]
        self.streams = streams
        self.alpha = alpha?[...]
    }

    /// Takes a file apart. Payloads are not copied.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - tolerance: Which faults of the streams are let pass.
    ///   - trace: Receives every field that is read, up to the fault if there is one.
    /// - Throws: The first broken rule of Spec cwc §3 to §5, in file order.
    public init(
        parsing bytes: [UInt8], tolerating tolerance: FaultTolerance = .none,
        trace: FieldTrace? = nil
    ) throws(FormatError) {
        var input = FieldReader(bytes[...], section: "cwc §4", trace: trace)
        header = try ImageHeader(parsing: &input)
        metadata = Metadata()
        importance = []
        codes = []
        let table = try readSections(&input, trace)
        if let table { streams = try Self.readStreams(table, &input, tolerance) }
        guard input.isAtEnd else {
            throw FormatError(
                .trailingBytes, offset: input.offset, section: "cwc §3",
                detail: "\(input.remaining) bytes follow the last section")
        }
    }

    /// Where the streams of a file end, of which perhaps only the beginning is there. Looks at what stands
    /// before the streams, and at none of them.
    ///
    /// - Returns: The offset of the end of each stream, in the order of the file, and how many a
    ///   resolution has; nil where the file has no streams.
    /// - Throws: The first broken rule of Spec cwc §3 to §5; `truncated` where more bytes are needed.
    public static func streamEnds(
        of bytes: [UInt8]
    ) throws(FormatError) -> (ends: [Int], tiles: Int)? {
        var input = FieldReader(bytes[...], section: "cwc §4", trace: nil)
        var container = Container(header: try ImageHeader(parsing: &input))
        guard let table = try container.readSections(&input, nil) else { return nil }
        var end = input.offset
        let ends = table.lengths.map { length in
            end += length
            return end
        }
        return (ends, ends.count / table.resolutions)
    }

    /// Reads the sections, and gives the table of streams if there are any.
    private mutating func readSections(
        _ input: inout FieldReader, _ trace: FieldTrace?
    ) throws(FormatError) -> StreamTable? {
        var table: StreamTable?
        var seen: Set<SectionType> = []
        // The known sections that may still come. The last one is required: it ends them.
        var ahead = SectionType.allCases.filter { $0.isAllowed(with: header) }[...]
        var count = 0
        while !ahead.isEmpty {
            input.section = "cwc §5.1"
            count += 1
            guard count <= FormatLimits.sections else {
                throw FormatError(
                    .limitExceeded, offset: input.offset, section: "cwc §10.3",
                    detail: "more than \(FormatLimits.sections) sections")
            }
            let section = try input.readSection { SectionType(rawValue: $0)?.name }
            func fail(_ code: FormatError.Code, _ detail: String) -> FormatError {
                FormatError(code, offset: section.offset, section: "cwc §5.2", detail: detail)
            }
            guard let type = SectionType(rawValue: section.type) else {
                if section.isSkippable { continue }
                throw fail(.unsupportedSection, "section_type: \(section.type) is unknown")
            }
            guard let index = ahead.firstIndex(of: type) else {
                throw seen.contains(type)
                    ? fail(.duplicateSection, "\(type.name) stands here again")
                    : fail(.misplacedSection, "\(type.name) must not stand here")
            }
            if let missing = ahead[..<index].first(where: { $0.isRequired(with: header) }) {
                throw fail(.missingSection, "\(missing.name) must come before \(type.name)")
            }
            seen.insert(type)
            switch type {
            case .streams: table = try readTable(section, trace)
            case .cicp: metadata.cicp = try readCICP(section, trace)
            default: self[type] = section.payload
            }
            ahead = ahead[(index + 1)...]
        }
        return table
    }

    /// Reads the table of streams.
    private func readTable(
        _ section: Section, _ trace: FieldTrace?
    ) throws(FormatError) -> StreamTable {
        let grid = (header.tiling ?? .none).grid(width: header.width, height: header.height)
        return try readFields(of: section, "cwc §5.4", trace) { payload throws(FormatError) in
            // Each stream takes a byte of the table or more.
            guard grid.rows <= section.payload.count / grid.columns else {
                throw payload.fail(.badPayload, "\(grid.rows * grid.columns) tiles need more bytes")
            }
            var table = StreamTable(tiles: grid.rows * grid.columns)
            try table.visit(&payload)
            return table
        }
    }

    /// Reads code points of colour.
    private func readCICP(
        _ section: Section, _ trace: FieldTrace?
    ) throws(FormatError) -> CICP {
        try readFields(of: section, "cwc §5.3", trace) { payload throws(FormatError) in
            var fields = CICPFields()
            try fields.visit(&payload)
            return fields.cicp
        }
    }

    /// Reads the fields of a section's payload, which must be all that is in it.
    private func readFields<Value>(
        of section: Section, _ rule: String, _ trace: FieldTrace?,
        _ body: (inout FieldReader) throws(FormatError) -> Value
    ) throws(FormatError) -> Value {
        var payload = FieldReader(section.payload, section: rule, trace: trace)
        do throws(FormatError) {
            let value = try body(&payload)
            guard payload.isAtEnd else {
                throw FormatError(
                    .badPayload, offset: payload.offset, section: rule,
                    detail: "\(payload.remaining) bytes too many")
            }
            return value
        } catch {
            // The CRC has shown that the payload is whole: one that ends early is malformed.
            guard error.code == .truncated else { throw error }
            throw FormatError(
                .badPayload, offset: error.offset, section: error.section, detail: error.detail)
        }
    }

    /// Reads the streams that a table announces, and checks them.
    private static func readStreams(
        _ table: StreamTable, _ input: inout FieldReader, _ tolerance: FaultTolerance
    ) throws(FormatError) -> Streams {
        input.section = "cwc §5.5"
        let start = input.offset
        var payloads: [ArraySlice<UInt8>] = []
        var missing: Set<Int> = []
        for (index, length) in table.lengths.enumerated() {
            if tolerance != .none, length > input.remaining || !missing.isEmpty {
                // What is there of it is of no use.
                payloads.append(try input.readBytes(input.remaining, "stream").suffix(0))
                missing.insert(index)
            } else {
                payloads.append(try input.readBytes(length, "stream"))
            }
        }
        let isOne = table.checksums.count < payloads.count || payloads.count == 1
        // One checksum of all streams says nothing about some.
        if isOne, tolerance == .damage || !missing.isEmpty {
            return table.streams(payloads, missing)
        }
        let checksums =
            isOne
            ? [StreamTable.checksum(payloads)] : payloads.map { CRC32.checksum(of: $0) }
        for (index, (stored, computed)) in zip(table.checksums, checksums).enumerated()
        where stored != computed && !missing.contains(index) {
            if tolerance == .damage {
                missing.insert(index)
                continue
            }
            throw FormatError(
                .checksumMismatch, offset: isOne ? start : payloads[index].startIndex,
                section: "cwc §5.5",
                detail: "stream \(index): stored \(hexadecimal(stored)), "
                    + "computed \(hexadecimal(computed))")
        }
        return table.streams(payloads, missing)
    }

    /// The file.
    ///
    /// - Precondition: There is an alpha plane if and only if the header says so.
    public func serialized() -> [UInt8] {
        precondition(header.channels.hasAlpha == (alpha != nil), "alpha contradicts the header")
        precondition((header.tiling != nil) == (streams != nil), "streams contradict the header")
        var output = FieldWriter()
        header.write(to: &output)
        for type in SectionType.allCases {
            if type == .streams, let streams {
                var table = FieldWriter()
                var fields = StreamTable(streams)
                fields.visit(&table)
                output.writeSection(type: type.rawValue, payload: table.bytes)
                for payload in streams.payloads { output.output.write(payload) }
            } else if type.isAllowed(with: header), let payload = self[type] {
                output.writeSection(type: type.rawValue, payload: payload)
            }
        }
        return output.bytes
    }

    private static func payload(_ cicp: CICP) -> ArraySlice<UInt8> {
        var output = FieldWriter()
        var fields = CICPFields(cicp)
        fields.visit(&output)
        return output.bytes[...]
    }

    /// The payload of a section; nil when the file has no such section.
    private subscript(type: SectionType) -> ArraySlice<UInt8>? {
        get {
            switch type {
            case .icc: metadata.icc?[...]
            case .exif: metadata.exif?[...]
            case .xmp: metadata.xmp?[...]
            case .cicp: metadata.cicp.map(Self.payload)
            case .importance: importance
            case .codes: codes
            case .alpha: alpha
            case .streams: nil
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
            case .cicp, .streams: break
            }
        }
    }
}
