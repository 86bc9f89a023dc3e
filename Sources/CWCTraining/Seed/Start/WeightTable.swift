import CWCNetwork
import CWCTorch

/// A convolution's weights and biases on the host, to be set by hand.
struct WeightTable {
    let shape: Convolution
    private(set) var weights: [Float]
    var biases: [Float]

    /// Weights from a normal distribution of this deviation; biases zero.
    init(_ shape: Convolution, deviation: Double) throws(TorchError) {
        self.shape = shape
        weights = try (Tensor.normal([shape.weightCount]) * deviation).floats()
        biases = [Float](repeating: 0, count: shape.outputChannels)
    }

    /// The weight from input channel `i` to output channel `o` at a tap of the kernel.
    subscript(_ o: Int, _ i: Int, _ y: Int, _ x: Int) -> Float {
        get { weights[index(o, i, y, x)] }
        set { weights[index(o, i, y, x)] = newValue }
    }

    /// The weight at the kernel's middle.
    subscript(_ o: Int, _ i: Int) -> Float {
        get { self[o, i, shape.kernel / 2, shape.kernel / 2] }
        set { self[o, i, shape.kernel / 2, shape.kernel / 2] = newValue }
    }

    private func index(_ o: Int, _ i: Int, _ y: Int, _ x: Int) -> Int {
        ((o * shape.inputChannels + i) * shape.kernel + y) * shape.kernel + x
    }

    mutating func clearOutput(_ o: Int) {
        let size = shape.inputChannels * shape.kernel * shape.kernel
        for k in 0..<size { weights[o * size + k] = 0 }
        biases[o] = 0
    }

    mutating func clearInput(_ i: Int) {
        for o in 0..<shape.outputChannels {
            for y in 0..<shape.kernel { for x in 0..<shape.kernel { self[o, i, y, x] = 0 } }
        }
    }

    /// Sets output `o` to a row of `inputs·k·k` weights, times `sign`, reading the input channels
    /// from `firstInput` on.
    mutating func setOutput(_ o: Int, _ row: ArraySlice<Float>, firstInput: Int = 0, sign: Float) {
        let start = index(o, firstInput, 0, 0)
        for (offset, value) in row.enumerated() { weights[start + offset] = sign * value }
    }

    /// Writes the table into a network's parameters.
    func store(in network: FloatNetwork, at position: Int) throws(TorchError) {
        let size = [shape.outputChannels, shape.inputChannels, shape.kernel, shape.kernel]
        try copy(
            [Tensor(weights, shape: size), Tensor(biases)],
            to: [network.weights[position], network.biases[position]])
    }
}
