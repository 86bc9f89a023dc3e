import CWCKernels

/// A convolution made ready for the kernels of one level: weights in their order, a rectifier that
/// follows folded into the clamp.
final class PackedConvolution: Sendable {
    let shape: Convolution
    private let parameters: cwc_convolution
    /// Written in `init` and never again, so threads may share it.
    private nonisolated(unsafe) let packed: UnsafeMutableRawPointer
    private let kernels: cwc_kernels

    /// Packs a convolution that `NetworkChecker` has passed.
    init(
        _ convolution: IntegerConvolution, inputRange: ClosedRange<Int16>, rectified: Bool,
        kernels: cwc_kernels
    ) {
        let range = rectified ? convolution.outputRange.rectified : convolution.outputRange
        shape = convolution.shape
        self.kernels = kernels
        var parameters = cwc_convolution(
            input_channels: Int32(shape.inputChannels),
            output_channels: Int32(shape.outputChannels), groups: 1,
            kernel: Int32(shape.kernel), stride: Int32(shape.stride),
            padding: Int32(shape.padding),
            input_low: inputRange.lowerBound, input_high: inputRange.upperBound,
            input_zero: convolution.inputZero, low: range.lowerBound, high: range.upperBound,
            leak: 0)
        let channels = (0..<shape.outputChannels).map { output in
            cwc_channel(
                bias: convolution.biases[output], multiplier: convolution.multipliers[output],
                shift: Int32(convolution.shifts[output]))
        }
        packed = .allocate(
            byteCount: kernels.packed_byte_count(&parameters), alignment: kernelAlignment)
        kernels.pack(&parameters, convolution.weights, channels, packed)
        self.parameters = parameters
    }

    deinit { packed.deallocate() }

    /// The convolution of `input`, its rows split over threads.
    func callAsFunction(_ input: IntegerTensor, threads: Int) -> IntegerTensor {
        let height = shape.outputSize(input.height)
        let width = shape.outputSize(input.width)
        return IntegerTensor(
            height: height, width: width, channels: shape.outputChannels
        ) { output in
            input.values.withUnsafeBufferPointer { values in
                forEachBand(of: height, threads: threads) { rows in
                    convolve(values.baseAddress, input, rows, output)
                }
            }
        }
    }

    /// Computes some of the output's rows.
    private func convolve(
        _ values: UnsafePointer<Int16>?, _ input: IntegerTensor, _ rows: Range<Int>,
        _ output: UnsafeMutablePointer<Int16>
    ) {
        let first = output + rows.lowerBound * shape.outputSize(input.width) * shape.outputChannels
        var window = cwc_window(
            rows: values, first_row: 0, row_count: Int32(input.height),
            height: Int32(input.height), width: Int32(input.width))
        withUnsafePointer(to: parameters) { parameters in
            let scratchSize = kernels.scratch_byte_count(parameters, Int32(input.width))
            withUnsafeTemporaryAllocation(byteCount: scratchSize, alignment: kernelAlignment) {
                kernels.convolve(
                    parameters, packed, &window, first, Int32(rows.lowerBound),
                    Int32(rows.upperBound), $0.baseAddress)
            }
        }
    }
}

/// What the kernels ask of packed weights and of scratch memory: a cache line.
private let kernelAlignment = 64
