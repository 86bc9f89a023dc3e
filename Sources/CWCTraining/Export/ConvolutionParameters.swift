public import CWCNetwork

/// The trained numbers of one convolution.
public struct ConvolutionParameters: Hashable, Sendable {
    /// Weights `[out, kernel, kernel, in]`; `in` is 1 in a depthwise convolution.
    public var weights: [Float]
    /// One bias per output channel.
    public var biases: [Float]

    /// Takes weights in the layout of the integer engine.
    public init(weights: [Float], biases: [Float]) {
        self.weights = weights
        self.biases = biases
    }

    /// Takes weights in the layout of the trainer, `[out, in, kernel, kernel]`.
    ///
    /// - Precondition: There are as many weights as the shape has.
    public init(channelsFirst weights: [Float], biases: [Float], shape: Convolution) {
        precondition(weights.count == shape.weightCount)
        let area = shape.kernel * shape.kernel
        let inputs = shape.inputsPerOutput
        self.biases = biases
        self.weights = (0..<weights.count).map { index in
            let (output, rest) = index.quotientAndRemainder(dividingBy: area * inputs)
            let (place, input) = rest.quotientAndRemainder(dividingBy: inputs)
            return weights[(output * inputs + input) * area + place]
        }
    }
}
