import CWCContainer

/// Reads the nested list of a network's layers. Spec model §4.5.
///
/// It checks what it needs to know how much to read; `IntegerNetwork` checks the rest.
struct LayerReader {
    /// Channels of the tensor that reaches the next layer.
    private var channels: Int
    /// Where each layer begins in the file, in the order in which they are written.
    private(set) var offsets: [Int] = []

    init(channels: Int) {
        self.channels = channels
    }

    mutating func readList(
        from input: inout PayloadReader, depth: Int
    ) throws(FormatError) -> [IntegerLayer] {
        let count = try input.readCount("layer_count", 1...NetworkLimits.layers)
        guard depth <= NetworkLimits.depth else {
            throw input.fail(.limitExceeded, "lists are nested deeper than \(NetworkLimits.depth)")
        }
        var layers: [IntegerLayer] = []
        for _ in 0..<count {
            layers.append(try readLayer(from: &input, depth: depth))
        }
        return layers
    }

    private mutating func readLayer(
        from input: inout PayloadReader, depth: Int
    ) throws(FormatError) -> IntegerLayer {
        offsets.append(input.offset)
        let code = try input.readByte("layer_kind")
        switch ModelFile.LayerKind(rawValue: code) {
        case .convolution:
            let outputs = try input.readCount("output_channels", 1...NetworkLimits.channels)
            return .convolution(
                try readConvolution(Convolution(channels, outputs, kernel: 1), from: &input))
        case .depthwiseConvolution:
            return .convolution(
                try readConvolution(Convolution(depthwise: channels, kernel: 1), from: &input))
        case .rectifier:
            return .rectifier
        case .leakyRectifier:
            return .leakyRectifier(shift: Int(try input.readByte("leak")))
        case .residual:
            let range = try input.readRange("output")
            return .residual(try readList(from: &input, depth: depth + 1), outputRange: range)
        case .pixelShuffle:
            let factor = try input.readSize("factor", 2...NetworkLimits.kernel)
            guard channels % (factor * factor) == 0 else {
                throw input.fail(.badValue, "\(channels) channels, shuffled by \(factor)")
            }
            channels /= factor * factor
            return .pixelShuffle(factor: factor)
        case nil:
            throw input.fail(.unsupportedFeature, "layer kind \(code)")
        }
    }

    /// Reads what follows the channels, which are those of `shape`.
    private mutating func readConvolution(
        _ shape: Convolution, from input: inout PayloadReader
    ) throws(FormatError) -> IntegerConvolution {
        var shape = shape
        let outputs = shape.outputChannels
        // The largest product of these sizes, 1024² · 16², is far from overflowing.
        shape.kernel = try input.readSize("kernel", 1...NetworkLimits.kernel)
        shape.stride = try input.readSize("stride", 1...NetworkLimits.kernel)
        shape.padding = Int(try input.readByte("padding"))
        let zero = try input.readInt16("input_zero")
        let range = try input.readRange("output")
        let weights: [Int8] = try input.readIntegers("weights", shape.weightCount)
        channels = outputs
        return IntegerConvolution(
            shape: shape, weights: weights,
            biases: try input.readIntegers("biases", outputs),
            multipliers: try input.readIntegers("multipliers", outputs),
            shifts: try input.readIntegers("shifts", outputs),
            inputZero: zero, outputRange: range)
    }
}
