package import CWCNetwork

/// A context network from the anchors of a checkerboard to its non-anchors: its input is zero at the
/// non-anchors, and its output is of use at those alone.
///
/// Half of a convolution's weights then meet zeros wherever the output is of use. Folded (space to
/// depth by 2), the network sees cells of 2 × 2 positions, the channels of a cell's two anchors side by
/// side, and gives those of its two non-anchors:
///
///     anchor 0      non-anchor 0
///     non-anchor 1  anchor 1
///
/// Its convolution does the same work with the other half of the weights.
package struct CheckerboardNetwork: Hashable, Sendable {
    /// Runs over cells where `isFolded`, else over positions.
    package let network: IntegerNetwork
    package let isFolded: Bool

    /// Folds a network of one convolution; others are left as they are.
    package init(_ network: IntegerNetwork) {
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
            // Beyond the border of the picture, positions are zero too.
            convolution.inputZero == 0
        else { return nil }
        let rest = network.layers.dropFirst()
        guard rest.allSatisfy({ $0.declaration.isRectifier }) else { return nil }
        // Where there are too many channels, it throws.
        return try? IntegerNetwork(
            role: network.role, inputChannels: 2 * network.inputChannels,
            inputRange: network.inputRange, layers: [.convolution(convolution.folded)] + rest,
            instructions: network.instructions)
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
    /// The convolution from the anchors of cells to their non-anchors.
    fileprivate var folded: IntegerConvolution {
        let (inputs, outputs) = (shape.inputChannels, shape.outputChannels)
        let reach = shape.padding
        let padding = (reach + 1) / 2
        var folded = self
        folded.shape = Convolution(
            2 * inputs, 2 * outputs, kernel: 2 * padding + 1, padding: padding)
        folded.weights = [Int8](repeating: 0, count: folded.shape.weightCount)
        for nonAnchor in 0..<2 {
            for output in 0..<outputs {
                for row in -reach...reach {
                    for column in -reach...reach where (row + column) & 1 == 1 {
                        // Counted from the cell's first position; non-anchor 1 is in row 1, column 0.
                        let (y, x) = (nonAnchor + row, 1 - nonAnchor + column)
                        let source = shape.weight(output, reach + row, reach + column)
                        let target =
                            folded.shape.weight(
                                nonAnchor * outputs + output, padding + y >> 1, padding + x >> 1)
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
