/// A network on a checkerboard: its input is zero at one half of the positions, the *others*, and
/// its output is of use at those alone. *Anchors* are where row and column add up to an even number.
///
/// Of a convolution, half of the weights then meet zeros wherever the output is of use. Folded, the
/// network sees cells of 2 × 2 positions, the channels of a cell's two anchors side by side, and
/// gives those of its two others:
///
///     anchor 0   other 0
///     other 1    anchor 1
///
/// Its convolution does the same work with what is left of the weights.
package struct CheckerboardNetwork: Hashable, Sendable {
    /// Runs over cells where `isFolded`, else over positions.
    package let network: IntegerNetwork
    package let isFolded: Bool

    /// Folds a network of one convolution; others are left as they are.
    init(_ network: IntegerNetwork) {
        let folded = Self.folded(network)
        self.network = folded ?? network
        isFolded = folded != nil
    }

    /// Channels of a position's output.
    package var outputChannels: Int { network.outputChannels / (isFolded ? 2 : 1) }

    /// Bytes that a run takes beside input and output, for this many positions.
    package func peakByteCount(height: Int, width: Int) -> Int {
        isFolded
            ? network.peakByteCount(height: (height + 1) / 2, width: (width + 1) / 2)
            : network.peakByteCount(height: height, width: width)
    }

    private static func folded(_ network: IntegerNetwork) -> IntegerNetwork? {
        guard case .convolution(let convolution)? = network.layers.first,
            convolution.shape.stride == 1, !convolution.shape.isDepthwise,
            // Beyond the border of the picture, others are zero too.
            convolution.inputZero == 0
        else { return nil }
        let rest = network.layers.dropFirst()
        guard rest.allSatisfy({ $0.declaration.isRectifier }) else { return nil }
        // Where there are too many channels, it throws.
        return try? IntegerNetwork(
            role: network.role, inputChannels: 2 * network.inputChannels,
            inputRange: network.inputRange, layers: [.convolution(convolution.folded)] + rest,
            kernels: network.plan.kernels)
    }
}

extension Layer {
    fileprivate var isRectifier: Bool {
        switch self {
        case .rectifier, .leakyRectifier: true
        case .convolution, .residual, .pixelShuffle: false
        }
    }
}

extension IntegerConvolution {
    /// The convolution from the anchors of cells to their others.
    fileprivate var folded: IntegerConvolution {
        let (inputs, outputs) = (shape.inputChannels, shape.outputChannels)
        let reach = shape.padding
        let padding = (reach + 1) / 2
        var folded = self
        folded.shape = Convolution(
            2 * inputs, 2 * outputs, kernel: 2 * padding + 1, padding: padding)
        folded.weights = [Int8](repeating: 0, count: folded.shape.weightCount)
        for other in 0..<2 {
            for output in 0..<outputs {
                for row in -reach...reach {
                    for column in -reach...reach where (row + column) & 1 == 1 {
                        // Counted from the cell's first position; other 1 is in row 1, column 0.
                        let (y, x) = (other + row, 1 - other + column)
                        let source = shape.weight(output, reach + row, reach + column)
                        let target =
                            folded.shape.weight(
                                other * outputs + output, padding + y >> 1, padding + x >> 1)
                            + (y & 1) * inputs
                        for input in 0..<inputs {
                            folded.weights[target + input] = weights[source + input]
                        }
                    }
                }
            }
        }
        folded.biases += biases
        folded.multipliers += multipliers
        folded.shifts += shifts
        return folded
    }
}

extension Convolution {
    /// Where the weights of an output channel and a place of the kernel begin.
    fileprivate func weight(_ output: Int, _ row: Int, _ column: Int) -> Int {
        ((output * kernel + row) * kernel + column) * inputsPerOutput
    }
}
