import CWCBitstream
import CWCCodes
public import CWCContainer
import CWCWavelet

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
    private var networks: [Place: IntegerNetwork] = [:]
    private var tables: EncoderTables?
    private var masking: Int?
    private var contexts: ContextModel?
    private var bands: (gains: BandGains, probabilities: [UInt16])?
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
                let (level, network) = try payload.readNetwork(
                    family: try requireDescription(section).family)
                try add(network, level: level, section)
            case .encoderTables:
                guard tables == nil, masking == nil else {
                    throw repeated("encoder_tables", section)
                }
                let description = try requireDescription(section)
                if description.family == 1 {
                    tables = try payload.readTables(levels: description.levels)
                } else {
                    masking = try payload.readMasking()
                }
            case .contexts:
                guard contexts == nil else { throw repeated("contexts", section) }
                contexts = try payload.readContexts(
                    planes: try requireDescription(section).planes)
            case .bands:
                guard bands == nil else { throw repeated("bands", section) }
                bands = try payload.readBands(levels: try requireDescription(section).levels)
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

    /// Where a network stands: by role, then by level.
    private struct Place: Hashable {
        let role: NetworkRole
        let level: Int

        func isBefore(_ other: Place) -> Bool {
            (role.rawValue, level) < (other.role.rawValue, other.level)
        }
    }

    private func requireDescription(_ section: Section) throws(FormatError) -> ModelDescription {
        guard let description else { throw missing("description", section) }
        return description
    }

    private mutating func add(
        _ network: IntegerNetwork, level: Int, _ section: Section
    ) throws(FormatError) {
        let place = Place(role: network.role, level: level)
        guard networks[place] == nil else {
            throw repeated("\(network.role) network", section)
        }
        guard networks.keys.allSatisfy({ $0.isBefore(place) }) else {
            throw error(.misplacedSection, section, "the \(network.role) network comes too late")
        }
        networks[place] = network
    }

    /// The model, if the sections before `section` make one.
    private func assemble(_ id: ModelID, _ section: Section) throws(FormatError) -> Model {
        let description = try requireDescription(section)
        let parts: Model.Networks =
            description.family == 1
            ? .seed(try seed(section)) : .wavelet(try wavelet(description.levels, section))
        do throws(ModelError) {
            try ModelRules.check(description, parts)
        } catch {
            throw FormatError(
                .badValue, offset: section.offset, section: "model §3", detail: error.description)
        }
        return Model(description: description, networks: parts, id: id)
    }

    private func network(
        _ role: NetworkRole, level: Int = 0, _ section: Section
    ) throws(FormatError) -> IntegerNetwork {
        guard let network = networks[Place(role: role, level: level)] else {
            throw missing("\(role) network", section)
        }
        return network
    }

    private func seed(_ section: Section) throws(FormatError) -> SeedNetworks {
        guard bands == nil else { throw error(.misplacedSection, section, "bands in family 1") }
        let synthesis = try network(.synthesis, section)
        var encoder: Model.EncoderPart?
        if networks.count > 1 || tables != nil {
            guard let tables else { throw missing("part of the encoder", section) }
            encoder = Model.EncoderPart(
                features: try network(.features, section), codes: try network(.codes, section),
                importance: try network(.importance, section), tables: tables)
        }
        return SeedNetworks(synthesis: synthesis, encoder: encoder, contexts: contexts)
    }

    private func wavelet(
        _ count: Int, _ section: Section
    ) throws(FormatError) -> WaveletNetworks {
        guard contexts == nil else {
            throw error(.misplacedSection, section, "contexts of family 1 in family 2")
        }
        guard let bands else { throw missing("bands", section) }
        var levels: [WaveletNetworks.Level] = []
        for level in 1...count {
            levels.append(
                try WaveletNetworks.Level(isFinest: level == 1) {
                    (role) throws(FormatError) in try network(role, level: level, section)
                })
        }
        let root = try network(.root, section)
        let mending = try network(.mending, section)
        // Root, mending, and eight a level but for one that the finest has not.
        guard networks.count == 1 + 8 * count else {
            throw error(.misplacedSection, section, "a network of no level")
        }
        return WaveletNetworks(
            root: root, levels: levels, mending: mending, gains: bands.gains,
            masking: masking ?? 0, probabilities: bands.probabilities)
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
