import CWCKernels

/// A convolution made ready for the kernels of one instruction set: weights in their order, a
/// rectifier that follows folded in.
///
/// Safe: packed weights are its own, written in `init` and never again.
@safe final class PackedConvolution: Sendable {
    let shape: Convolution
    private let parameters: cwc_convolution
    private nonisolated(unsafe) let packed: UnsafeRawPointer
    private let kernels: cwc_kernels

    /// Packs a convolution that `NetworkChecker` has passed.
    ///
    /// - Parameters:
    ///   - convolution: The numbers.
    ///   - inputRange: The range that every element of the input keeps to.
    ///   - rectifier: The layer that follows, if that is to be folded in.
    ///   - kernels: The functions of a level.
    init(
        _ convolution: IntegerConvolution, inputRange: ClosedRange<Int16>,
        rectifier: IntegerLayer?, kernels: cwc_kernels
    ) {
        var range = convolution.outputRange
        var leak: Int16 = 0
        switch rectifier {
        case .rectifier: range = range.rectified
        case .leakyRectifier(let shift): leak = Int16(shift)
        default: break
        }
        shape = convolution.shape
        self.kernels = kernels
        var parameters = cwc_convolution(
            input_channels: Int32(shape.inputChannels),
            output_channels: Int32(shape.outputChannels),
            groups: Int32(shape.groups),
            kernel: Int32(shape.kernel), stride: Int32(shape.stride),
            padding: Int32(shape.padding),
            input_low: inputRange.lowerBound, input_high: inputRange.upperBound,
            input_zero: convolution.inputZero, low: range.lowerBound, high: range.upperBound,
            leak: leak)
        let channels = (0..<shape.outputChannels).map { output in
            cwc_channel(
                bias: convolution.biases[output], multiplier: convolution.multipliers[output],
                shift: Int32(convolution.shifts[output]))
        }
        let memory = unsafe UnsafeMutableRawPointer.allocate(
            byteCount: kernels.packed_byte_count(&parameters), alignment: kernelAlignment)
        unsafe kernels.pack(&parameters, convolution.weights, channels, memory)
        unsafe packed = UnsafeRawPointer(memory)
        self.parameters = parameters
    }

    deinit { unsafe packed.deallocate() }

    /// Bytes of scratch memory that a thread needs for pictures of this width.
    func scratchByteCount(width: Int) -> Int {
        unsafe withUnsafePointer(to: parameters) {
            unsafe kernels.scratch_byte_count($0, Int32(width))
        }
    }

    /// Multiplies from registers alone, as `ConvolutionWork` says.
    func multiply(rounds: Int64) -> Int64 {
        unsafe withUnsafePointer(to: parameters) { unsafe kernels.multiply($0, rounds) }
    }

    /// Computes some rows of the output.
    ///
    /// - Parameters:
    ///   - rows: The rows to compute.
    ///   - input: Rows of the input, among them all that these need.
    ///   - output: Where the first of them goes.
    ///   - scratch: Memory that no other thread uses now.
    func makeRows(
        _ rows: Range<Int>, from input: cwc_window, to output: UnsafeMutablePointer<Int16>,
        scratch: UnsafeMutableRawPointer
    ) {
        unsafe withUnsafePointer(to: parameters) { parameters in
            unsafe withUnsafePointer(to: input) { input in
                unsafe kernels.convolve(
                    parameters, packed, input, output, Int32(rows.lowerBound),
                    Int32(rows.upperBound), scratch)
            }
        }
    }
}

/// What the kernels ask of packed weights and of scratch memory: a cache line.
let kernelAlignment = 64
