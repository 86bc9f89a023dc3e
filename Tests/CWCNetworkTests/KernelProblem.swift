import CWCKernels
import Testing

/// A level and its kernels on this machine.
struct TestedLevel: CustomTestStringConvertible, Sendable {
    let kernels: cwc_kernels

    init?(_ level: cwc_isa) {
        guard let table = cwc_kernels_for(level) else { return nil }
        kernels = table.pointee
    }

    var testDescription: String { String(cString: kernels.name) }

    /// The levels that this machine has.
    static let available = (0..<UInt32(CWC_ISA_COUNT)).compactMap { TestedLevel(cwc_isa($0)) }
}

/// A convolution for the kernels: shape, numbers, and the rows of a picture that some rows of its
/// output need.
struct KernelProblem {
    var shape: cwc_convolution
    var weights: [Int8]
    var channels: [cwc_channel]
    /// Rows `window` of a picture `[height, width, inputChannels]`.
    var rows: [Int16]
    var window: Range<Int>
    var height: Int
    var width: Int
    /// Rows of the output.
    var outputRows: Range<Int>

    static func outputSize(_ shape: cwc_convolution, _ size: Int) -> Int {
        (size + 2 * Int(shape.padding) - Int(shape.kernel)) / Int(shape.stride) + 1
    }

    /// The input rows that rows of the output need, padding left out.
    static func window(
        _ shape: cwc_convolution, height: Int, outputRows: Range<Int>
    ) -> Range<Int> {
        let stride = Int(shape.stride)
        let padding = Int(shape.padding)
        let first = outputRows.lowerBound * stride - padding
        let end = (outputRows.upperBound - 1) * stride - padding + Int(shape.kernel)
        return (first..<max(first, end)).clamped(to: 0..<height)
    }

    /// What a level writes, with guards around everything that it gets.
    func run(_ kernels: cwc_kernels) -> (output: [Int16], isIntact: Bool) {
        var shape = shape
        let packed = GuardedMemory(byteCount: kernels.packed_byte_count(&shape))
        let scratch = GuardedMemory(byteCount: kernels.scratch_byte_count(&shape, Int32(width)))
        let rowCount = Self.outputSize(shape, width) * Int(shape.output_channels)
        let output = GuardedMemory(byteCount: outputRows.count * rowCount * 2)
        kernels.pack(&shape, weights, channels, packed.start)
        rows.withUnsafeBufferPointer { rows in
            var input = cwc_window(
                rows: rows.baseAddress, first_row: Int32(window.lowerBound),
                row_count: Int32(window.count), height: Int32(height), width: Int32(width))
            kernels.convolve(
                &shape, packed.start, &input, output.start.assumingMemoryBound(to: Int16.self),
                Int32(outputRows.lowerBound), Int32(outputRows.upperBound), scratch.start)
        }
        return (output.int16s, packed.isIntact && scratch.isIntact && output.isIntact)
    }
}

extension KernelProblem: CustomStringConvertible {
    var description: String {
        "\(shape.kernel)×\(shape.kernel)/\(shape.stride) pad \(shape.padding), "
            + "\(shape.input_channels)→\(shape.output_channels) in \(shape.groups) groups, "
            + "\(shape.input_low)...\(shape.input_high), rows \(outputRows) of \(height)×\(width)"
    }
}

extension KernelProblem {
    /// A problem with random weights, factors and input that keep to the bound of Spec model §2.3.
    /// In an extreme one, weights and input are all at the ends of their ranges, and sums come as
    /// close to 2³¹ as the bound lets them.
    init(
        _ shape: cwc_convolution, height: Int, width: Int, outputRows: Range<Int>? = nil,
        isExtreme: Bool = false, using random: inout some RandomNumberGenerator
    ) {
        self.shape = shape
        self.height = height
        self.width = width
        self.outputRows = outputRows ?? 0..<Self.outputSize(shape, height)
        window = Self.window(shape, height: height, outputRows: self.outputRows)

        let range = shape.input_low...shape.input_high
        rows = (0..<window.count * width * Int(shape.input_channels)).map { _ in
            isExtreme
                ? Bool.random(using: &random) ? range.lowerBound : range.upperBound
                : Int16.random(in: range, using: &random)
        }

        let magnitude = max(
            1, Int(range.lowerBound.magnitude), Int(range.upperBound.magnitude))
        let count = Int(shape.kernel * shape.kernel * shape.input_channels / shape.groups)
        let largest = Int8(min(127, Int(Int32.max) / (magnitude * count)))
        weights = (0..<Int(shape.output_channels) * count).map { _ in
            isExtreme
                ? Bool.random(using: &random) ? largest : -largest
                : Int8.random(in: -largest...largest, using: &random)
        }
        // Outputs of up to about 16 bits, some beyond.
        let bound = magnitude * Int(largest) * count
        let room = Int(Int32.max) - bound
        channels = (0..<Int(shape.output_channels)).map { output in
            let bias = isExtreme && output % 4 == 3 ? room : min(room, bound / 8)
            let bits = Int.bitWidth - (bound + bias).leadingZeroBitCount
            let factorBits = Int.random(in: 0...30, using: &random)
            let shift = factorBits + bits - 15 + Int.random(in: -3...1, using: &random)
            return cwc_channel(
                bias: Int32.random(in: Int32(-bias)...Int32(bias), using: &random),
                multiplier: Int32.random(
                    in: 1 << factorBits...Int32.max >> (30 - factorBits), using: &random),
                shift: Int32(min(max(shift, 1), 62)))
        }
    }
}
