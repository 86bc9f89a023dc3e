import CWCBitstream
import CWCCodes
import CWCContainer

extension Model {
    /// The model as a `.cwm` file. Spec model §4.
    public func fileBytes() -> [UInt8] {
        var output = FieldWriter()
        var canonical = ModelFile.canonicalBytes(description, synthesis, encoder, contexts)
        output.bytes("canonical_bytes", &canonical)
        output.writeSection(
            type: ModelFile.SectionType.modelID.rawValue, payload: id.bytes)
        return output.bytes
    }
}

extension ModelFile {
    /// All of a model's file that comes before the ID. Spec model §4.7.
    static func canonicalBytes(
        _ description: ModelDescription, _ synthesis: IntegerNetwork,
        _ encoder: Model.EncoderPart?, _ contexts: ContextModel?
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
        let networks = encoder.map { [$0.features, $0.codes, $0.importance, synthesis] }
        for network in networks ?? [synthesis] {
            section(.network) { $0.write(network) }
        }
        if let tables = encoder?.tables {
            section(.encoderTables) {
                for value in tables.thresholds + tables.qualityShifts { $0.write(value) }
            }
        }
        if let contexts { section(.contexts) { $0.write(contexts) } }
        return output.bytes
    }
}

extension ByteWriter {
    fileprivate mutating func write(_ description: ModelDescription) {
        write(description.family)
        writeVarint(UInt32(description.planes))
        writeVarint(UInt32(description.levels))
        for text in [description.name, description.note] {
            writeVarint(UInt32(text.utf8.count))
            write(text.utf8)
        }
    }

    fileprivate mutating func write(_ network: IntegerNetwork) {
        write(network.role.rawValue)
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
