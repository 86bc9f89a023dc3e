import CWCContainer
import CWCNetwork

/// Visits the nested list of a network's layers. Spec model §4.5.
///
/// It checks what it needs to know how much to read; `IntegerNetwork` checks the rest.
struct LayerFields {
    /// Channels of the tensor that reaches the next layer.
    private var channels: Int
    /// Where each layer begins in the file, in the order in which they are written.
    private(set) var offsets: [Int] = []

    init(channels: Int) {
        self.channels = channels
    }

    /// Visits a list; a reader begins with an empty one.
    mutating func visit<V: FieldVisitor>(
        _ layers: inout [IntegerLayer], _ visitor: inout V, depth: Int = 1
    ) throws(V.Failure) {
        var count = layers.count
        try visitor.count("layer_count", &count, in: 1...NetworkLimits.layers)
        try visitor.require(
            depth <= NetworkLimits.depth, .limitExceeded,
            "lists are nested deeper than \(NetworkLimits.depth)")
        for index in 0..<count {
            var layer = index < layers.count ? layers[index] : .rectifier
            try visit(&layer, &visitor, depth: depth)
            if index < layers.count { layers[index] = layer } else { layers.append(layer) }
        }
    }

    private mutating func visit<V: FieldVisitor>(
        _ layer: inout IntegerLayer, _ visitor: inout V, depth: Int
    ) throws(V.Failure) {
        offsets.append(visitor.offset)
        var code = layer.kind.rawValue
        try visitor.integer("layer_kind", &code)
        try visitor.require(
            offsets.count <= NetworkLimits.layers, .limitExceeded,
            "more than \(NetworkLimits.layers) layers")
        let kind = ModelFile.LayerKind(rawValue: code)
        try visitor.require(kind != nil, .unsupportedFeature, "layer kind \(code)")
        switch kind ?? layer.kind {
        case .convolution:
            var outputs = layer.convolution?.shape.outputChannels ?? 0
            try visitor.count("output_channels", &outputs, in: 1...NetworkLimits.channels)
            var convolution =
                layer.convolution
                ?? IntegerConvolution(unread: Convolution(channels, outputs, kernel: 1))
            try visit(&convolution, &visitor)
            layer = .convolution(convolution)
        case .depthwiseConvolution:
            var convolution =
                layer.convolution
                ?? IntegerConvolution(unread: Convolution(depthwise: channels, kernel: 1))
            try visit(&convolution, &visitor)
            layer = .convolution(convolution)
        case .rectifier:
            layer = .rectifier
        case .leakyRectifier:
            var shift = if case .leakyRectifier(let shift) = layer { shift } else { 0 }
            try visitor.size("leak", &shift)
            layer = .leakyRectifier(shift: shift)
        case .residual:
            var (body, range) =
                if case .residual(let body, let range) = layer { (body, range) } else {
                    ([], 0...0)
                }
            try visitor.range("output", &range)
            try visit(&body, &visitor, depth: depth + 1)
            layer = .residual(body, outputRange: range)
        case .pixelShuffle:
            var factor = if case .pixelShuffle(let factor) = layer { factor } else { 0 }
            try visitor.size("factor", &factor, in: 2...NetworkLimits.kernel)
            try visitor.require(
                channels % (factor * factor) == 0, .badValue,
                "\(channels) channels, shuffled by \(factor)")
            channels /= factor * factor
            layer = .pixelShuffle(factor: factor)
        }
    }

    /// Visits what follows the output channels.
    private mutating func visit<V: FieldVisitor>(
        _ convolution: inout IntegerConvolution, _ visitor: inout V
    ) throws(V.Failure) {
        let outputs = convolution.shape.outputChannels
        // The largest product of these sizes, 1024² · 16², is far from overflowing.
        try visitor.size("kernel", &convolution.shape.kernel, in: 1...NetworkLimits.kernel)
        try visitor.size("stride", &convolution.shape.stride, in: 1...NetworkLimits.kernel)
        try visitor.size("padding", &convolution.shape.padding)
        try visitor.signed("input_zero", &convolution.inputZero)
        try visitor.range("output", &convolution.outputRange)
        try visitor.integers(
            "weights", &convolution.weights, count: convolution.shape.weightCount)
        try visitor.integers("biases", &convolution.biases, count: outputs)
        try visitor.integers("multipliers", &convolution.multipliers, count: outputs)
        try visitor.integers("shifts", &convolution.shifts, count: outputs)
        channels = outputs
    }
}

extension IntegerLayer {
    fileprivate var kind: ModelFile.LayerKind {
        switch self {
        case .convolution(let convolution):
            convolution.shape.isDepthwise ? .depthwiseConvolution : .convolution
        case .rectifier: .rectifier
        case .leakyRectifier: .leakyRectifier
        case .residual: .residual
        case .pixelShuffle: .pixelShuffle
        }
    }

    fileprivate var convolution: IntegerConvolution? {
        if case .convolution(let convolution) = self { convolution } else { nil }
    }
}

extension IntegerConvolution {
    /// A convolution whose fields are about to be read.
    fileprivate init(unread shape: Convolution) {
        self.init(
            shape: shape, weights: [], biases: [], multipliers: [], shifts: [], inputZero: 0,
            outputRange: 0...0)
    }
}
