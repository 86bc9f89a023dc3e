public import CWCNetwork

/// A network in integers, and what its output means.
public struct QuantizedNetwork: Sendable {
    /// The network, ready to run.
    public let network: IntegerNetwork
    /// The scale of its output.
    public let output: TensorScale
    /// What the integers of each convolution's output mean, in the order in which they run.
    public let scales: [TensorScale]
}

/// Turns a trained network into integers: 8-bit weights with a step per output channel, activations
/// with one step per tensor.
///
/// The step of a tensor follows from the largest value seen in it. Tensors that are added, or that
/// a rectifier or pixel shuffle only passes on, share one step, so a residual needs no
/// multiplication (Spec model §2.6).
///
/// - Parameters:
///   - declaration: The layers.
///   - parameters: One for each convolution, in the order in which they run.
///   - maxima: The largest magnitude seen at the output of every layer, in the order in which the
///     layers run: a residual comes after all layers of its body.
///   - input: What the input means.
///   - inputFactors: What a step of each channel of the input is against that of `input`; nil where
///     they are the same.
///   - output: What the output must mean; nil leaves it to the maxima.
///   - outputFactors: The same as `inputFactors` for the output of the last convolution, which no
///     other layer adds to.
///   - bits: Bits for the magnitude of activations.
///   - channelMaxima: The same as `maxima`, for each channel. With them, convolutions read in 8 bits
///     what layers before them put out in more: kernels multiply bytes twice as fast as words. The
///     tensor itself, which residuals add to, keeps its bits.
/// - Returns: The integer network and the scale of its output.
/// - Throws: Where numbers are missing, not finite, or cannot be expressed.
public func quantize(
    _ declaration: NetworkDeclaration, parameters: [ConvolutionParameters], maxima: [Float],
    input: TensorScale, inputFactors: [Double]? = nil, output: TensorScale?,
    outputFactors: [Double]? = nil, bits: ActivationBits,
    channelMaxima: [[Float]]? = nil
) throws(QuantizationError) -> QuantizedNetwork {
    try check("parameters", declaration.convolutions.count, parameters.count)
    try check("maxima", declaration.layers.runningCount, maxima.count)
    if let channelMaxima {
        try check("maxima of layers", maxima.count, channelMaxima.count)
    }
    guard maxima.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
        throw .notFinite(what: "maximum")
    }
    var quantizer = Quantizer(
        parameters: parameters, maxima: maxima, bits: bits, channelMaxima: channelMaxima,
        current: input)
    quantizer.factors = inputFactors
    quantizer.outputFactors = outputFactors
    let layers = try quantizer.quantize(declaration.layers, end: output, depth: 0)
    do throws(NetworkError) {
        let network = try IntegerNetwork(
            role: declaration.role, inputChannels: declaration.inputChannels,
            inputRange: input.range, layers: layers)
        return QuantizedNetwork(
            network: network,
            output: TensorScale(
                step: quantizer.current.step, zero: quantizer.current.zero,
                range: network.outputRange), scales: quantizer.scales)
    } catch {
        throw .refused(error)
    }
}

private func check(_ what: String, _ expected: Int, _ actual: Int) throws(QuantizationError) {
    guard expected == actual else {
        throw .wrongCount(what: what, expected: expected, actual: actual)
    }
}

/// Walks the layers in running order and keeps the scale of the tensor that reaches the next one.
private struct Quantizer {
    let parameters: [ConvolutionParameters]
    let maxima: [Float]
    let bits: ActivationBits
    let channelMaxima: [[Float]]?
    /// Meaning of the tensor that reaches the next layer.
    var current: TensorScale
    /// Scales of the outputs of the convolutions finished so far.
    private(set) var scales: [TensorScale] = []
    /// What a step of each channel of that tensor is against the step of `current`, where they differ.
    var factors: [Double]?
    /// The same of what the last convolution puts out.
    var outputFactors: [Double]?
    /// The largest magnitudes by channel of the tensor that reaches the next layer, where they are
    /// known: the network's input is read as it is.
    private var reaching: [Float]?
    /// Convolutions and layers finished so far.
    private var convolutions = 0
    private var finished = 0

    init(
        parameters: [ConvolutionParameters], maxima: [Float], bits: ActivationBits,
        channelMaxima: [[Float]]?, current: TensorScale
    ) {
        self.parameters = parameters
        self.maxima = maxima
        self.bits = bits
        self.channelMaxima = channelMaxima
        self.current = current
    }

    /// Quantizes a list. `end` is what its output must mean, if that is settled.
    mutating func quantize(
        _ layers: [Layer], end: TensorScale?, depth: Int
    ) throws(QuantizationError) -> [IntegerLayer] {
        var result: [IntegerLayer] = []
        for (index, layer) in layers.enumerated() {
            let rest = layers[(index + 1)...]
            let rectified = rest.first == .rectifier
            switch layer {
            case .convolution(let shape):
                let target = scale(after: rest, end: end, depth: depth)
                if let narrow = try narrow(for: shape) { result.append(.convolution(narrow)) }
                result.append(
                    .convolution(try convolution(shape, target, rectifier: rest.first)))
            case .rectifier:
                guard current.zero == 0 else { throw .offsetZero }
                current.range = current.range.rectified
                result.append(.rectifier)
            case .leakyRectifier(let shift):
                guard current.zero == 0 else { throw .offsetZero }
                current.range = current.range.leaked(by: shift)
                result.append(.leakyRectifier(shift: shift))
            case .residual(let body):
                guard current.zero == 0 else { throw .offsetZero }
                let before = current
                let stream = before.signed
                let inside = try quantize(body, end: stream, depth: depth + 1)
                current = before
                current.range = rectified ? stream.range.rectified : stream.range
                result.append(.residual(inside, outputRange: current.range))
            case .pixelShuffle(let factor):
                result.append(.pixelShuffle(factor: factor))
            }
            reaching = channelMaxima?[finished]
            finished += 1
        }
        return result
    }

    /// What makes a tensor of more than 8 bits one of 8, each channel with the step that its values
    /// need, if a convolution is to read it like that.
    private mutating func narrow(
        for shape: Convolution
    ) throws(QuantizationError) -> IntegerConvolution? {
        let spread = Int(current.range.upperBound) - Int(current.range.lowerBound)
        guard let reaching, spread > 255, !shape.isDepthwise, current.zero == 0 else {
            return nil
        }
        try check("maxima of channels", shape.inputChannels, reaching.count)
        let range: ClosedRange<Int16> = current.range.lowerBound < 0 ? -127...127 : 0...255
        let steps = reaching.map {
            max(Double($0) / Double(range.upperBound), current.step)
        }
        var result = IntegerConvolution(
            shape: Convolution(depthwise: shape.inputChannels, kernel: 1),
            weights: [Int8](repeating: 1, count: shape.inputChannels),
            biases: [Int32](repeating: 0, count: shape.inputChannels),
            multipliers: [], shifts: [], outputRange: range)
        for (channel, step) in steps.enumerated() {
            guard let scale = ChannelQuantizer.fixedPoint(current.step / step) else {
                throw .outOfRange(convolution: convolutions, output: channel)
            }
            result.multipliers.append(scale.multiplier)
            result.shifts.append(scale.shift)
        }
        let largest = steps.max() ?? current.step
        current = TensorScale(step: largest, range: range)
        factors = steps.map { $0 / largest }
        return result
    }

    /// The scale of a convolution's output, which holds until the next convolution of the list:
    /// layers between them pass values on or add to them.
    private func scale(
        after rest: ArraySlice<Layer>, end: TensorScale?, depth: Int
    ) -> TensorScale {
        let group = rest.prefix { if case .convolution = $0 { false } else { true } }
        if group.endIndex == rest.endIndex, let end { return end }

        // The maximum before a rectifier does not count: what is below zero is thrown away or
        // made small, and what is above comes again after it.
        var largest: Float =
            switch group.first {
            case .rectifier, .leakyRectifier: 0
            default: maxima[finished]
            }
        var position = finished
        for (index, layer) in group.enumerated() {
            if case .residual(let body) = layer {
                // What the body adds must fit as well as the sum.
                position += body.runningCount
                largest = max(largest, maxima[position])
            }
            position += 1
            let next = group.dropFirst(index + 1).first
            if next != .rectifier { largest = max(largest, maxima[position]) }
        }
        let limit = Int16((1 << (depth == 0 ? bits.stream : bits.branch)) - 1)
        // A tensor that was always zero gets a step as if it had reached one.
        let reach = largest > 0 ? Double(largest) : 1
        return TensorScale(step: reach / Double(limit), range: -limit...limit)
    }

    /// Quantizes the next convolution; `current` becomes the meaning of its output.
    private mutating func convolution(
        _ shape: Convolution, _ target: TensorScale, rectifier: Layer?
    ) throws(QuantizationError) -> IntegerConvolution {
        var numbers = parameters[convolutions]
        try check("weights", shape.weightCount, numbers.weights.count)
        try check("biases", shape.outputChannels, numbers.biases.count)
        guard (numbers.weights + numbers.biases).allSatisfy(\.isFinite) else {
            throw .notFinite(what: "parameter of convolution \(convolutions)")
        }
        if let factors {
            try check("factors of channels", shape.inputsPerOutput, factors.count)
            for index in numbers.weights.indices {
                numbers.weights[index] *= Float(factors[index % factors.count])
            }
        }
        factors = nil
        let outputFactors = convolutions == parameters.count - 1 ? outputFactors : nil
        if let outputFactors {
            try check("factors of the output", shape.outputChannels, outputFactors.count)
        }
        var result = IntegerConvolution(
            shape: shape, weights: [], biases: [], multipliers: [], shifts: [],
            inputZero: current.zero, outputRange: target.range.before(rectifier))
        let count = shape.weightCount / shape.outputChannels
        for output in 0..<shape.outputChannels {
            let row = numbers.weights[output * count..<(output + 1) * count]
            var scale = target
            if let outputFactors { scale.step *= outputFactors[output] }
            let quantizer = ChannelQuantizer(input: current, output: scale)
            guard let channel = quantizer.quantize(row, bias: numbers.biases[output]) else {
                throw .outOfRange(convolution: convolutions, output: output)
            }
            result.weights += channel.weights
            result.biases.append(channel.bias)
            result.multipliers.append(channel.multiplier)
            result.shifts.append(channel.shift)
        }
        current = target
        current.range = result.outputRange
        scales.append(current)
        convolutions += 1
        return result
    }
}

extension [Layer] {
    /// Layers that run: those of bodies included, each residual counted as well.
    fileprivate var runningCount: Int {
        reduce(0) { count, layer in
            if case .residual(let body) = layer { count + 1 + body.runningCount } else { count + 1 }
        }
    }
}

extension TensorScale {
    /// The same step, with as much room below zero as above.
    fileprivate var signed: TensorScale {
        let limit = max(range.upperBound, range.lowerBound == .min ? .max : -range.lowerBound)
        return TensorScale(step: step, zero: zero, range: -limit...limit)
    }
}

extension ClosedRange<Int16> {
    /// What a layer must put out so that the range is filled when `rectifier` has followed, if one
    /// does.
    fileprivate func before(_ rectifier: Layer?) -> ClosedRange<Int16> {
        switch rectifier {
        case .rectifier: rectified
        case .leakyRectifier(let shift) where lowerBound < 0:
            Int16(clamping: Int(lowerBound) << shift)...upperBound
        default: self
        }
    }
}
