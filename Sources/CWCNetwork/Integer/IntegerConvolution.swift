/// A convolution with its numbers.
///
/// Sums of 8-bit weights times 16-bit activations are taken in 32 bits, then multiplied, shifted and
/// clamped, each output channel with its own multiplier and shift. Spec model §2.2–§2.4.
public struct IntegerConvolution: Hashable, Sendable {
    /// Channels, kernel, stride and padding.
    public var shape: Convolution
    /// Weights `[outputChannels, kernel, kernel, inputsPerOutput]`.
    public var weights: [Int8]
    /// What each output channel's sum starts from.
    public var biases: [Int32]
    /// One factor per output channel, `1...Int32.max`.
    public var multipliers: [Int32]
    /// One right shift per output channel, `1...62`.
    public var shifts: [UInt8]
    /// The value of an activation outside the picture.
    public var inputZero: Int16
    /// Bounds of an output.
    public var outputRange: ClosedRange<Int16>

    /// Makes a convolution from its parts; `IntegerNetwork` checks them.
    public init(
        shape: Convolution, weights: [Int8], biases: [Int32], multipliers: [Int32],
        shifts: [UInt8], inputZero: Int16 = 0, outputRange: ClosedRange<Int16>
    ) {
        self.shape = shape
        self.weights = weights
        self.biases = biases
        self.multipliers = multipliers
        self.shifts = shifts
        self.inputZero = inputZero
        self.outputRange = outputRange
    }

    /// The largest magnitude that the sum of an output channel can reach, at any time and in any
    /// order, when no activation exceeds `magnitude`. Spec model §2.3.
    ///
    /// - Precondition: The arrays have the sizes that the shape asks for.
    public func accumulatorBound(output: Int, magnitude: Int64) -> Int64 {
        let count = shape.weightCount / shape.outputChannels
        var sum: Int64 = 0
        for weight in weights[output * count..<(output + 1) * count] {
            sum += Int64(weight.magnitude)
        }
        return magnitude * sum + Int64(biases[output].magnitude)
    }
}
