import CWCBitstream
import CWCContainer
import CWCWavelet

/// Reads the payload of one section of a model file.
struct PayloadReader {
    private var input: FieldReader

    init(_ payload: ArraySlice<UInt8>, trace: FieldTrace?) {
        input = FieldReader(payload, section: "", trace: trace)
    }

    /// Makes sure that the payload is used up.
    func finish() throws(FormatError) {
        guard input.isAtEnd else {
            throw FormatError(
                .badPayload, offset: input.offset, section: input.section,
                detail: "\(input.remaining) bytes too many in the section")
        }
    }

    // MARK: - Description, tables, ID

    mutating func readDescription() throws(FormatError) -> ModelDescription {
        input.section = "model §4.3"
        let family = try input.read(UInt8.self, "family")
        try input.require((1...2).contains(family), .unsupportedFeature, "family \(family)")
        let planes = family == 1 ? try readCount("planes", 1...DescriptionLimits.planes) : 0
        let levels = try readCount(
            "levels", family == 1 ? 1...DescriptionLimits.levels : WaveletRules.levels)
        try input.require(
            planes % levels == 0, .badValue, "\(levels) levels do not divide \(planes) planes")
        let name = try readText("name", 1...DescriptionLimits.name)
        try input.require(ModelRules.isPrintable(name), .badValue, "name: a control character")
        let note = try readText("note", 0...DescriptionLimits.note)
        return ModelDescription(
            name: name, family: family, planes: planes, levels: levels, note: note)
    }

    mutating func readTables(levels: Int) throws(FormatError) -> EncoderTables {
        input.section = "model §4.6"
        let thresholds: [Int16] = try readIntegers("thresholds", levels - 1)
        let shifts: [Int16] = try readIntegers("quality_shifts", EncoderTables.knotCount)
        try input.require(
            EncoderTables.areLegal(thresholds: thresholds, qualityShifts: shifts), .badValue,
            "a table decreases")
        return EncoderTables(thresholds: thresholds, qualityShifts: shifts)
    }

    /// Reads how far the steps of family 2 follow contrast. Spec model §4.6.
    mutating func readMasking() throws(FormatError) -> Int {
        input.section = "model §4.6"
        let masking = Int(try input.read(UInt8.self, "masking"))
        try input.require(
            masking > 0 && WaveletRules.masking.contains(masking), .badValue, "masking \(masking)")
        return masking
    }

    /// Reads what quantizes and foretells bands. Spec model §4.10.
    mutating func readBands(
        levels: Int
    ) throws(FormatError) -> (gains: BandGains, probabilities: [UInt16]) {
        input.section = "model §4.10"
        let low: [UInt32] = try readIntegers("low_gains", 3)
        let gains: [UInt32] = try readIntegers("gains", 9 * levels)
        try input.require(
            (low + gains).allSatisfy(WaveletRules.gains.contains), .badValue, "a gain is not legal")
        let probabilities: [UInt16] = try readIntegers(
            "probabilities", WaveletNetworks.logits.count)
        try input.require(
            probabilities.allSatisfy(WaveletRules.probabilities.contains), .badValue,
            "a probability is not legal")
        let details = (0..<levels).map { Array(gains[(9 * $0)..<(9 * $0 + 9)]) }
        return (BandGains(low: low, details: details), probabilities)
    }

    mutating func readModelID() throws(FormatError) -> ModelID {
        input.section = "model §4.7"
        return ModelID(try input.readBytes(ModelID.byteCount, "model_id"))
    }

    // MARK: - Networks

    /// Reads a network of a family, and the level of the wavelet that it is for, else 0.
    mutating func readNetwork(
        family: UInt8
    ) throws(FormatError) -> (level: Int, network: IntegerNetwork) {
        input.section = "model §4.4"
        let code = try input.read(UInt8.self, "role")
        guard let role = NetworkRole(rawValue: code),
            NetworkRole.seed.contains(role) == (family == 1)
        else { throw input.fail(.badValue, "role \(code)") }
        let level = role.isByLevel ? try readSize("level", 1...WaveletRules.levels.upperBound) : 0
        let channels = try readCount("input_channels", 1...NetworkLimits.channels)
        let range = try readRange("input")
        input.section = "model §4.5"
        var reader = LayerReader(channels: channels)
        let layers = try reader.readList(from: &self, depth: 1)
        do throws(NetworkError) {
            return (
                level,
                try IntegerNetwork(
                    role: role, inputChannels: channels, inputRange: range, layers: layers)
            )
        } catch {
            throw FormatError(
                error.code, offset: error.layer.map { reader.offsets[$0] } ?? input.offset,
                section: error.section, detail: error.description)
        }
    }

    // MARK: - Fields

    /// The section of the specification that governs what is read now.
    var section: String {
        get { input.section }
        set { input.section = newValue }
    }

    /// Offset of the next byte in the file.
    var offset: Int { input.offset }

    /// An error that blames the field read last.
    func fail(_ code: FormatError.Code, _ detail: String) -> FormatError {
        input.fail(code, detail)
    }

    mutating func readByte(_ name: String) throws(FormatError) -> UInt8 {
        try input.read(UInt8.self, name)
    }

    /// Reads a varint that counts something.
    mutating func readCount(
        _ name: String, _ legal: ClosedRange<Int>
    ) throws(FormatError) -> Int {
        let count = Int(clamping: try input.readVarint(name))
        try require(count, name, legal)
        return count
    }

    /// Reads a byte that is a size.
    mutating func readSize(
        _ name: String, _ legal: ClosedRange<Int>
    ) throws(FormatError) -> Int {
        let size = Int(try readByte(name))
        try require(size, name, legal)
        return size
    }

    /// Refuses a value beyond its limit, or below what makes sense. Spec model §4.8.
    private mutating func require(
        _ value: Int, _ name: String, _ legal: ClosedRange<Int>
    ) throws(FormatError) {
        try input.require(
            value <= legal.upperBound, .limitExceeded,
            "\(name) is \(value), the limit \(legal.upperBound)")
        try input.require(value >= legal.lowerBound, .badValue, "\(name) is \(value)")
    }

    mutating func readText(
        _ name: String, _ legal: ClosedRange<Int>
    ) throws(FormatError) -> String {
        let count = try readCount("\(name)_length", legal)
        guard let text = String(validating: try input.readBytes(count, name), as: UTF8.self) else {
            throw input.fail(.badValue, "\(name) is not UTF-8")
        }
        return text
    }

    /// Reads the two fields of a range.
    mutating func readRange(_ name: String) throws(FormatError) -> ClosedRange<Int16> {
        let low = try readInt16("\(name)_low")
        let high = try readInt16("\(name)_high")
        try input.require(low <= high, .badValue, "the range is \(low)...\(high)")
        return low...high
    }

    mutating func readInt16(_ name: String) throws(FormatError) -> Int16 {
        Int16(bitPattern: try input.read(UInt16.self, name))
    }

    /// Reads an array. The bytes are known to be there before anything is allocated for them.
    mutating func readIntegers<T: FixedWidthInteger & BitwiseCopyable>(
        _ name: String, _ count: Int
    ) throws(FormatError) -> [T] {
        let size = T.bitWidth / 8
        return try input.readBytes(count * size, name).withUnsafeBytes { bytes in
            (0..<count).map {
                T(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * size, as: T.self))
            }
        }
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
