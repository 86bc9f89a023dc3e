import CWCNetwork
import CWCTorch

/// The largest magnitude that each layer of a network puts out over a set of pictures.
struct Calibration {
    /// One per layer, in the order in which the layers run.
    private(set) var maxima: [Float] = []

    /// Runs `network` and widens the maxima; returns the output.
    mutating func run(_ network: FloatNetwork, on input: Tensor) throws(TorchError) -> Tensor {
        var seen: [Float] = []
        let output = try network(input) { (_, tensor) throws(TorchError) in
            seen.append(Float(try tensor.apply("abs").maximum().scalar()))
        }
        maxima = maxima.isEmpty ? seen : zip(maxima, seen).map { max($0, $1) }
        return output
    }
}

extension FloatNetwork {
    /// The parameters as the quantizer takes them.
    func quantizerParameters() throws(TorchError) -> [ConvolutionParameters] {
        var result: [ConvolutionParameters] = []
        for (index, shape) in declaration.convolutions.enumerated() {
            result.append(
                ConvolutionParameters(
                    channelsFirst: try weights[index].floats(),
                    biases: try biases[index].floats(), shape: shape))
        }
        return result
    }
}
