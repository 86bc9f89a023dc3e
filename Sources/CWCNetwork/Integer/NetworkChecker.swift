/// Walks a network once and proves that it can run: sizes within limits, shapes that fit each
/// other, and no sum that overflows. Spec model §2, §4.8.
struct NetworkChecker {
    let role: NetworkRole
    /// Channels and range of the tensor that reaches the next layer.
    var channels: Int
    var range: ClosedRange<Int16>
    /// Products of the strides and of the shuffle factors so far.
    var downsampling = 1
    var upsampling = 1
    /// Layers begun so far.
    private var count = 0

    init(role: NetworkRole, inputChannels: Int, inputRange: ClosedRange<Int16>) {
        self.role = role
        channels = inputChannels
        range = inputRange
    }

    mutating func check(_ layers: [IntegerLayer], depth: Int = 1) throws(NetworkError) {
        try limit("nesting of layers", depth, NetworkLimits.depth)
        try limit("input channels", channels, NetworkLimits.channels)
        try require(!layers.isEmpty && channels > 0, .empty)
        for layer in layers {
            count += 1
            try limit("number of layers", count, NetworkLimits.layers)
            switch layer {
            case .convolution(let convolution):
                try check(convolution)
            case .rectifier:
                range = range.rectified
            case .leakyRectifier(let shift):
                try require(NetworkLimits.leaks.contains(shift), .badLeak(shift))
                range = range.leaked(by: shift)
            case .residual(let body, let outputRange):
                try checkBody(body, depth: depth + 1)
                range = outputRange
            case .pixelShuffle(let factor):
                try limit("factor of a pixel shuffle", factor, NetworkLimits.kernel)
                try require(factor >= 2, .badShape)
                try require(
                    channels % (factor * factor) == 0,
                    .indivisibleChannels(channels, factor: factor))
                channels /= factor * factor
                upsampling *= factor
                try limit("product of shuffle factors", upsampling, NetworkLimits.scaling)
            }
        }
    }

    private mutating func checkBody(_ body: [IntegerLayer], depth: Int) throws(NetworkError) {
        let before = self
        try check(body, depth: depth)
        guard channels == before.channels, downsampling == before.downsampling,
            upsampling == before.upsampling
        else {
            throw NetworkError(
                role: role, layer: before.count - 1, reason: .residualChangesShape)
        }
    }

    private mutating func check(_ convolution: IntegerConvolution) throws(NetworkError) {
        let shape = convolution.shape
        try require(
            shape.inputChannels == channels,
            .channelMismatch(given: channels, declared: shape.inputChannels))
        try limit("output channels", shape.outputChannels, NetworkLimits.channels)
        try limit("kernel", shape.kernel, NetworkLimits.kernel)
        try limit("stride", shape.stride, NetworkLimits.kernel)
        // Then a size that is a multiple of the stride is divided by it exactly.
        try require(
            shape.outputChannels >= 1 && shape.padding >= 0 && shape.stride >= 1
                && (!shape.isDepthwise || shape.outputChannels == shape.inputChannels)
                && shape.padding < shape.kernel
                && shape.kernel - 2 * shape.padding >= 1
                && shape.kernel - 2 * shape.padding <= shape.stride, .badShape)

        let outputs = shape.outputChannels
        try requireCount("weights", shape.weightCount, convolution.weights.count)
        try requireCount("biases", outputs, convolution.biases.count)
        try requireCount("multipliers", outputs, convolution.multipliers.count)
        try requireCount("shifts", outputs, convolution.shifts.count)
        try require(range.contains(convolution.inputZero), .inputZeroOutOfRange)

        let magnitude = Int64(max(range.lowerBound.magnitude, range.upperBound.magnitude))
        for output in 0..<outputs {
            try require(convolution.multipliers[output] > 0, .badMultiplier(output: output))
            try require(
                NetworkLimits.shifts.contains(convolution.shifts[output]),
                .badShift(output: output))
            let bound = convolution.accumulatorBound(output: output, magnitude: magnitude)
            try require(bound < 1 << 31, .accumulatorOverflow(output: output, bound: bound))
        }
        channels = outputs
        range = convolution.outputRange
        downsampling *= shape.stride
        try limit("product of strides", downsampling, NetworkLimits.scaling)
    }

    private func limit(_ what: String, _ value: Int, _ limit: Int) throws(NetworkError) {
        try require(value <= limit, .limitExceeded(what: what, value: value, limit: limit))
    }

    private func requireCount(
        _ what: String, _ expected: Int, _ actual: Int
    ) throws(NetworkError) {
        try require(
            expected == actual, .parameterCount(what: what, expected: expected, actual: actual))
    }

    /// Blames the layer begun last.
    private func require(
        _ condition: Bool, _ reason: @autoclosure () -> NetworkError.Reason
    ) throws(NetworkError) {
        guard condition else {
            throw NetworkError(role: role, layer: count > 0 ? count - 1 : nil, reason: reason())
        }
    }
}

extension ClosedRange<Int16> {
    /// The range after a rectifier.
    package var rectified: ClosedRange<Int16> {
        Swift.max(lowerBound, 0)...Swift.max(upperBound, 0)
    }

    /// The range after a leaky rectifier.
    package func leaked(by shift: Int) -> ClosedRange<Int16> {
        // A positive number is above itself shifted, a negative one below.
        Swift.max(lowerBound, lowerBound >> shift)...Swift.max(upperBound, upperBound >> shift)
    }
}
