import CWCBitstream
import CWCCodes
public import CWCContainer

extension Model {
    /// Reads and checks a `.cwm` file.
    ///
    /// The ID is taken as the file states it; `canonicalBytes(of:)` gives what it is a hash of.
    ///
    /// - Parameters:
    ///   - file: The whole file; its indices count from the start of the file.
    ///   - trace: Collects the fields read.
    /// - Throws: What is wrong with the file, and where. Spec model §4.
    public init(
        parsing file: ArraySlice<UInt8>, trace: FieldTrace? = nil
    ) throws(FormatError) {
        var parser = ModelParser(file, trace: trace)
        self = try parser.parse()
    }

    /// The bytes of a `.cwm` file that its ID is the hash of: all that come before the ID.
    ///
    /// - Throws: As `init(parsing:)` does.
    public static func canonicalBytes(
        of file: ArraySlice<UInt8>
    ) throws(FormatError) -> ArraySlice<UInt8> {
        var parser = ModelParser(file, trace: nil)
        _ = try parser.parse()
        return file[..<parser.canonicalEnd]
    }
}

/// Reads a model file, section by section.
struct ModelParser {
    private var input: FieldReader
    private let trace: FieldTrace?
    /// Where the section of the ID begins, once it has been read.
    private(set) var canonicalEnd = 0

    private var description: ModelDescription?
    private var networks: [NetworkRole: IntegerNetwork] = [:]
    private var tables: EncoderTables?
    private var contexts: ContextModel?
    private var id: ModelID?

    init(_ file: ArraySlice<UInt8>, trace: FieldTrace?) {
        input = FieldReader(file, section: "model §4.1", trace: trace)
        self.trace = trace
    }

    mutating func parse() throws(FormatError) -> Model {
        try parseHeader()
        var rank = 0
        while true {
            input.section = "model §4.2"
            guard !input.isAtEnd else {
                throw FormatError(
                    .truncated, offset: input.offset, section: input.section,
                    detail: "the model_id section is missing")
            }
            let section = try input.readSection { ModelFile.SectionType(rawValue: $0)?.name }
            guard let type = ModelFile.SectionType(rawValue: section.type) else {
                guard section.isSkippable else {
                    throw error(.unsupportedSection, section, "section type \(section.type)")
                }
                continue
            }
            guard type.rank >= rank else {
                throw error(.misplacedSection, section, "\(type.name) comes too late")
            }
            rank = type.rank
            try parse(section, as: type)
            guard let id else { continue }
            guard input.isAtEnd else {
                throw FormatError(
                    .trailingBytes, offset: input.offset, section: input.section,
                    detail: "\(input.remaining) bytes follow the model_id section")
            }
            return try assemble(id, section)
        }
    }

    private mutating func parseHeader() throws(FormatError) {
        let start = input.offset
        try input.signature("signature", ModelFile.signature)
        let major = try input.read(UInt8.self, "version_major")
        try input.require(
            major == ModelFile.version.major, .unsupportedVersion, "major version \(major)")
        _ = try input.read(UInt8.self, "version_minor")
        try input.checksum("header_crc", from: start)
    }

    /// Reads a section's payload, all of it.
    private mutating func parse(
        _ section: Section, as type: ModelFile.SectionType
    ) throws(FormatError) {
        var payload = PayloadReader(section.payload, trace: trace)
        do throws(FormatError) {
            switch type {
            case .description:
                guard description == nil else { throw repeated("description", section) }
                description = try payload.readDescription()
            case .network:
                try add(try payload.readNetwork(), section)
            case .encoderTables:
                guard tables == nil else { throw repeated("encoder_tables", section) }
                guard let description else { throw missing("description", section) }
                tables = try payload.readTables(levels: description.levels)
            case .contexts:
                guard contexts == nil else { throw repeated("contexts", section) }
                guard let description else { throw missing("description", section) }
                contexts = try payload.readContexts(planes: description.planes)
            case .modelID:
                canonicalEnd = section.offset
                id = try payload.readModelID()
            }
            try payload.finish()
        } catch {
            // The CRC has shown that the payload is whole: one that ends early is malformed.
            guard error.code == .truncated else { throw error }
            throw FormatError(
                .badPayload, offset: error.offset, section: error.section, detail: error.detail)
        }
    }

    private mutating func add(
        _ network: IntegerNetwork, _ section: Section
    ) throws(FormatError) {
        guard networks[network.role] == nil else {
            throw repeated("\(network.role) network", section)
        }
        guard networks.keys.allSatisfy({ $0.rawValue < network.role.rawValue }) else {
            throw error(.misplacedSection, section, "the \(network.role) network comes too late")
        }
        networks[network.role] = network
    }

    /// The model, if the sections before `section` make one.
    private func assemble(_ id: ModelID, _ section: Section) throws(FormatError) -> Model {
        guard let description else { throw missing("description", section) }
        guard let synthesis = networks[.synthesis] else {
            throw missing("synthesis network", section)
        }
        var encoder: Model.EncoderPart?
        if networks.count > 1 || tables != nil {
            guard let features = networks[.features], let codes = networks[.codes],
                let importance = networks[.importance], let tables
            else { throw missing("part of the encoder", section) }
            encoder = Model.EncoderPart(
                features: features, codes: codes, importance: importance, tables: tables)
        }
        do throws(ModelError) {
            try ModelRules.check(
                description, synthesis: synthesis, encoder: encoder, contexts: contexts)
        } catch {
            throw FormatError(
                .badValue, offset: section.offset, section: "model §3", detail: error.description)
        }
        return Model(
            description: description, synthesis: synthesis, encoder: encoder, contexts: contexts,
            id: id)
    }

    private func repeated(_ what: String, _ section: Section) -> FormatError {
        error(.duplicateSection, section, "a second \(what)")
    }

    private func missing(_ what: String, _ section: Section) -> FormatError {
        error(.missingSection, section, "\(what) is missing")
    }

    private func error(
        _ code: FormatError.Code, _ section: Section, _ detail: String
    ) -> FormatError {
        FormatError(code, offset: section.offset, section: "model §4.2", detail: detail)
    }
}
