import CWCBitstream
import CWCCodes
import CWCContainer
import CWCWavelet

extension Model {
    /// The model as a `.cwm` file. Spec model §4.
    public func fileBytes() -> [UInt8] {
        var output = FieldWriter()
        var canonical = ModelFile.canonicalBytes(description, networks)
        output.bytes("canonical_bytes", &canonical)
        output.writeSection(
            type: ModelFile.SectionType.modelID.rawValue, payload: id.bytes)
        return output.bytes
    }
}

extension ModelFile {
    /// All of a model's file that comes before the ID. Spec model §4.7.
    static func canonicalBytes(
        _ description: ModelDescription, _ networks: Model.Networks
    ) -> [UInt8] {
        var output = FieldWriter()
        var signature = signature
        var version = version
        output.bytes("signature", &signature)
        output.integer("version_major", &version.major)
        output.integer("version_minor", &version.minor)
        output.checksum("header_crc", from: 0)

        func section(_ type: SectionType, _ write: (inout ByteWriter) -> Void) {
            var payload = ByteWriter()
            write(&payload)
            output.writeSection(type: type.rawValue, payload: payload.bytes)
        }
        section(.description) { $0.write(description) }
        switch networks {
        case .seed(let seed):
            let analysis = seed.encoder.map { [$0.features, $0.codes, $0.importance] } ?? []
            for network in analysis + [seed.synthesis] {
                section(.network) { $0.write(network) }
            }
            if let tables = seed.encoder?.tables {
                section(.encoderTables) {
                    for value in tables.thresholds + tables.qualityShifts { $0.write(value) }
                }
            }
            if let contexts = seed.contexts { section(.contexts) { $0.write(contexts) } }
        case .wavelet(let wavelet):
            for (level, network) in wavelet.inFileOrder {
                section(.network) { $0.write(network, level: level) }
            }
            if wavelet.masking > 0 {
                section(.encoderTables) { $0.write(UInt8(wavelet.masking)) }
            }
            section(.bands) {
                for gain in wavelet.gains.low + wavelet.gains.details.joined() { $0.write(gain) }
                for probability in wavelet.probabilities { $0.write(probability) }
            }
        }
        return output.bytes
    }
}

extension ByteWriter {
    fileprivate mutating func write(_ description: ModelDescription) {
        write(description.family)
        if description.family == 1 { writeVarint(UInt32(description.planes)) }
        writeVarint(UInt32(description.levels))
        for text in [description.name, description.note] {
            writeVarint(UInt32(text.utf8.count))
            write(text.utf8)
        }
    }

    fileprivate mutating func write(_ network: IntegerNetwork, level: Int = 0) {
        write(network.role.rawValue)
        if network.role.isByLevel { write(UInt8(level)) }
        writeVarint(UInt32(network.inputChannels))
        write(network.inputRange)
        write(network.layers)
    }

    private mutating func write(_ layers: [IntegerLayer]) {
        writeVarint(UInt32(layers.count))
        for layer in layers { write(layer) }
    }

    private mutating func write(_ layer: IntegerLayer) {
        switch layer {
        case .convolution(let convolution):
            let isDepthwise = convolution.shape.isDepthwise
            write(
                (isDepthwise ? ModelFile.LayerKind.depthwiseConvolution : .convolution).rawValue)
            if !isDepthwise { writeVarint(UInt32(convolution.shape.outputChannels)) }
            write(convolution)
        case .rectifier:
            write(ModelFile.LayerKind.rectifier.rawValue)
        case .leakyRectifier(let shift):
            write(ModelFile.LayerKind.leakyRectifier.rawValue)
            write(UInt8(shift))
        case .residual(let body, let range):
            write(ModelFile.LayerKind.residual.rawValue)
            write(range)
            write(body)
        case .pixelShuffle(let factor):
            write(ModelFile.LayerKind.pixelShuffle.rawValue)
            write(UInt8(factor))
        }
    }

    private mutating func write(_ convolution: IntegerConvolution) {
        let shape = convolution.shape
        write(UInt8(shape.kernel))
        write(UInt8(shape.stride))
        write(UInt8(shape.padding))
        write(convolution.inputZero)
        write(convolution.outputRange)
        write(convolution.weights.lazy.map(UInt8.init(bitPattern:)))
        for bias in convolution.biases { write(bias) }
        for multiplier in convolution.multipliers { write(multiplier) }
        write(convolution.shifts)
    }

    private mutating func write(_ range: ClosedRange<Int16>) {
        write(range.lowerBound)
        write(range.upperBound)
    }
}
