import CWCContainer
import CWCModel
import CWCNetwork

/// What a model file of the wavelet family holds. Spec wavelet §6.
final class WaveletContent: ModelContent {
    var family: any CodecFamily { WaveletFamily.shared }
    let networkRules = "wavelet §6.2"
    var networks: [NetworkPlace: IntegerNetwork] = [:]
    /// Decomposition levels.
    private var levels = WaveletRules.levels.lowerBound
    private var masking = 0
    private var quantization: WaveletTables?

    /// Content to be read.
    init() {}

    /// The content of a codec.
    init(_ codec: WaveletCodec) {
        let wavelet = codec.wavelet
        levels = wavelet.levels.count
        masking = wavelet.masking
        quantization = WaveletTables(
            baseSteps: wavelet.baseSteps, probabilities: wavelet.probabilities)
        networks = wavelet.byPlace
    }

    func role(_ code: UInt8) -> NetworkRole? { NetworkRole.wavelet.first { $0.code == code } }

    func readDescription(_ input: inout FieldReader) throws(FormatError) {
        try visitDescription(&input)
    }

    func writeDescription(_ output: inout FieldWriter) { visitDescription(&output) }

    private func visitDescription<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        visitor.section = "wavelet §6.1"
        try visitor.count("levels", &levels, in: WaveletRules.levels)
    }

    var sections: [ModelFile.SectionType] {
        (masking > 0 ? [.encoderTables] : []) + (quantization == nil ? [] : [.quantization])
    }

    func read(
        _ type: ModelFile.SectionType, _ input: inout FieldReader
    ) throws(FormatError) -> Bool {
        switch type {
        case .encoderTables: try visitMasking(&input)
        case .quantization:
            var tables = WaveletTables(unread: levels)
            try tables.visit(&input)
            quantization = tables
        case .description, .network, .contexts, .modelID: return false
        }
        return true
    }

    func write(_ type: ModelFile.SectionType, _ output: inout FieldWriter) {
        switch type {
        case .encoderTables: visitMasking(&output)
        case .quantization: quantization?.visit(&output)
        case .description, .network, .contexts, .modelID: break
        }
    }

    private func visitMasking<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        visitor.section = "wavelet §6.3"
        var value = UInt8(masking)
        try visitor.integer("masking", &value)
        masking = Int(value)
        try visitor.require(
            masking > 0 && WaveletRules.masking.contains(masking), .badValue,
            "masking \(masking)")
    }

    func makeCodec() throws(ModelError) -> any PictureCodec {
        guard let quantization else { throw ModelError(.missing, "quantization is missing") }
        var levels: [WaveletNetworks.Level] = []
        for level in 1...self.levels {
            levels.append(
                try WaveletNetworks.Level(isFinest: level == 1) {
                    (role) throws(ModelError) in try network(role, level: level)
                })
        }
        let wavelet = WaveletNetworks(
            llContext: try network(.llContext), levels: levels,
            postFilter: try network(.postFilter), baseSteps: quantization.baseSteps,
            masking: masking, probabilities: quantization.probabilities)
        guard wavelet.byPlace.count == networks.count else {
            throw ModelError(.misplaced, "a network of no level")
        }
        return try WaveletCodec(wavelet)
    }
}

/// The tables of the section `quantization`. Spec wavelet §6.4.
private struct WaveletTables {
    var baseSteps: BaseQuantizationSteps
    var probabilities: [UInt16]

    init(baseSteps: BaseQuantizationSteps, probabilities: [UInt16]) {
        self.baseSteps = baseSteps
        self.probabilities = probabilities
    }

    /// Tables to be read.
    init(unread levels: Int) {
        let count = WaveletGeometry.subbands
        self.init(
            baseSteps: BaseQuantizationSteps(
                ll: [UInt32](repeating: 0, count: WaveletGeometry.components),
                details: [[UInt32]](
                    repeating: [UInt32](repeating: 0, count: count), count: levels)),
            probabilities: [UInt16](repeating: 0, count: WaveletNetworks.logits.count))
    }

    /// Visits the fields of the section.
    mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        visitor.section = "wavelet §6.4"
        try visitor.integers("ll_base_steps", &baseSteps.ll, count: baseSteps.ll.count)
        var details = Array(baseSteps.details.joined())
        try visitor.integers("base_steps", &details, count: details.count)
        try visitor.require(
            (baseSteps.ll + details).allSatisfy(WaveletRules.baseSteps.contains), .badValue,
            "a base step is not legal")
        let count = WaveletGeometry.subbands
        for level in baseSteps.details.indices {
            baseSteps.details[level] = Array(details[level * count..<(level + 1) * count])
        }
        try visitor.integers("probabilities", &probabilities, count: probabilities.count)
        try visitor.require(
            probabilities.allSatisfy(WaveletRules.probabilities.contains), .badValue,
            "a probability is not legal")
    }
}
