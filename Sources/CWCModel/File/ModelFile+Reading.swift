package import CWCContainer
import CWCNetwork

extension Model {
    /// Reads and checks a `.cwm` file. The ID is taken as the file states it.
    ///
    /// - Parameters:
    ///   - file: The whole file; its indices count from the start of the file.
    ///   - families: The families that the model can be of.
    ///   - trace: Collects the fields read.
    /// - Throws: What is wrong with the file, and where. Spec model §4.
    package init(
        parsing file: ArraySlice<UInt8>, families: [any CodecFamily], trace: FieldTrace? = nil
    ) throws(FormatError) {
        var reader = ModelReader(file, families: families, trace: trace)
        self = try reader.read()
    }

    /// The ID that the content of a `.cwm` file has, whatever ID it states.
    ///
    /// - Throws: As `init(parsing:families:trace:)` does.
    package static func computedID(
        of file: ArraySlice<UInt8>, families: [any CodecFamily]
    ) throws(FormatError) -> ModelID {
        var reader = ModelReader(file, families: families, trace: nil)
        _ = try reader.read()
        return ModelID(hashing: file[..<reader.canonicalEnd])
    }
}

/// Reads a model file, section by section.
private struct ModelReader {
    private let families: [any CodecFamily]
    private var input: FieldReader
    private let trace: FieldTrace?
    /// Where the section of the ID begins, once it has been read.
    private(set) var canonicalEnd = 0

    private var description: ModelDescription?
    private var content: (any ModelContent)?
    /// Types of the sections read so far that stand once.
    private var seen: Set<ModelFile.SectionType> = []
    private var id: ModelID?

    init(_ file: ArraySlice<UInt8>, families: [any CodecFamily], trace: FieldTrace?) {
        self.families = families
        self.trace = trace
        input = FieldReader(file, section: "model §4.1", trace: trace)
    }

    mutating func read() throws(FormatError) -> Model {
        try ModelFile.visitHeader(&input)
        var rank = 0
        var count = 0
        while true {
            input.section = "model §4.2"
            count += 1
            guard count <= FormatLimits.sections else {
                throw FormatError(
                    .limitExceeded, offset: input.offset, section: "model §4.8",
                    detail: "more than \(FormatLimits.sections) sections")
            }
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
            try read(section, as: type)
            guard let id else { continue }
            guard input.isAtEnd else {
                throw FormatError(
                    .trailingBytes, offset: input.offset, section: input.section,
                    detail: "\(input.remaining) bytes follow the model_id section")
            }
            return try model(id, section)
        }
    }

    /// Reads a section's payload, all of it.
    private mutating func read(
        _ section: Section, as type: ModelFile.SectionType
    ) throws(FormatError) {
        if type != .network, !seen.insert(type).inserted {
            throw error(.duplicateSection, section, "a second \(type.name)")
        }
        var payload = FieldReader(section.payload, section: "", trace: trace)
        do throws(FormatError) {
            switch type {
            case .description: try readDescription(&payload)
            case .network: try readNetwork(&payload, section)
            case .encoderTables, .contexts, .quantization:
                let content = try requireContent(section)
                guard try content.read(type, &payload) else {
                    throw self.error(
                        .misplacedSection, section,
                        "\(type.name) in a model of the \(content.family.name) family")
                }
            case .modelID:
                canonicalEnd = section.offset
                var id = ModelID([UInt8](repeating: 0, count: ModelID.byteCount))
                try ModelFile.visitID(&id, &payload)
                self.id = id
            }
            guard payload.isAtEnd else {
                throw FormatError(
                    .badPayload, offset: payload.offset, section: payload.section,
                    detail: "\(payload.remaining) bytes too many in the section")
            }
        } catch {
            // The CRC has shown that the payload is whole: one that ends early is malformed.
            guard error.code == .truncated else { throw error }
            throw FormatError(
                .badPayload, offset: error.offset, section: error.section, detail: error.detail)
        }
    }

    private mutating func readDescription(_ payload: inout FieldReader) throws(FormatError) {
        payload.section = "model §4.3"
        let number = try payload.read(UInt8.self, "family")
        guard let family = families.first(where: { $0.number == number }) else {
            throw payload.fail(.unsupportedFeature, "family \(number)")
        }
        let content = family.makeContent()
        try content.readDescription(&payload)
        payload.section = "model §4.3"
        var description = ModelDescription(name: "")
        try description.visit(&payload)
        self.content = content
        self.description = description
    }

    private func readNetwork(
        _ payload: inout FieldReader, _ section: Section
    ) throws(FormatError) {
        let content = try requireContent(section)
        payload.section = "model §4.4"
        let code = try payload.read(UInt8.self, "role")
        guard let role = content.role(code) else { throw payload.fail(.badValue, "role \(code)") }
        var fields = ModelFile.UncheckedNetwork(role: role)
        let offsets = try ModelFile.visitNetwork(&fields, &payload)
        let network: IntegerNetwork
        do throws(NetworkError) {
            network = try IntegerNetwork(
                role: role, inputChannels: fields.inputChannels, inputRange: fields.inputRange,
                layers: fields.layers)
        } catch {
            throw FormatError(
                error.code, offset: error.layer.map { offsets[$0] } ?? payload.offset,
                section: error.section, detail: error.description)
        }
        let place = NetworkPlace(role, level: fields.level)
        guard content.networks[place] == nil else {
            throw self.error(.duplicateSection, section, "a second \(role) network")
        }
        guard content.networks.keys.allSatisfy({ $0 < place }) else {
            throw self.error(.misplacedSection, section, "the \(role) network comes too late")
        }
        content.networks[place] = network
    }

    private func requireContent(_ section: Section) throws(FormatError) -> any ModelContent {
        guard let content else {
            throw error(.missingSection, section, "description is missing")
        }
        return content
    }

    /// The model, if the sections before `section` make one.
    private func model(_ id: ModelID, _ section: Section) throws(FormatError) -> Model {
        let content = try requireContent(section)
        guard let description else { throw error(.missingSection, section, "no description") }
        do throws(ModelError) {
            let codec = try content.makeCodec()
            try codec.checkWork()
            return Model(description: description, codec: codec, id: id)
        } catch {
            switch error.kind {
            case .missing: throw self.error(.missingSection, section, error.description)
            case .misplaced: throw self.error(.misplacedSection, section, error.description)
            case .contradiction:
                throw FormatError(
                    .badValue, offset: section.offset, section: content.networkRules,
                    detail: error.description)
            case .limitExceeded:
                throw FormatError(
                    .limitExceeded, offset: section.offset, section: "model §4.8",
                    detail: error.description)
            }
        }
    }

    private func error(
        _ code: FormatError.Code, _ section: Section, _ detail: String
    ) -> FormatError {
        FormatError(code, offset: section.offset, section: "model §4.2", detail: detail)
    }
}

extension NetworkError {
    /// The kind of error that this is in a file.
    fileprivate var code: FormatError.Code {
        switch reason {
        case .limitExceeded: .limitExceeded
        default: .badValue
        }
    }

    /// The section of the specification that the network breaks.
    fileprivate var section: String {
        switch reason {
        case .limitExceeded: "model §4.8"
        case .accumulatorOverflow: "model §2.3"
        case .badMultiplier, .badShift: "model §2.4"
        case .badLeak: "model §2.5"
        case .residualChangesShape: "model §2.6"
        case .indivisibleChannels: "model §2.7"
        case .empty, .parameterCount: "model §4.5"
        case .channelMismatch, .badShape, .inputZeroOutOfRange: "model §2.2"
        }
    }
}
