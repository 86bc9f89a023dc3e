import CWCKernels
import CWCTestSupport
import Testing

/// Every level against the scalar level, byte by byte, where tiles and vectors begin and end.
@Suite struct KernelComparisonTests {
    /// Bounds of inputs: of one byte with several offsets, of one bit, of 12 and of 16 bits.
    static let ranges: [ClosedRange<Int16>] = [
        0...255, -128...127, -2048...2047, 0...1, .min ... .max, 32512...32767, 0...256,
    ]

    private static func shape(
        _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int? = nil,
        groups: Int = 1, range: ClosedRange<Int16>
    ) -> cwc_convolution {
        cwc_convolution(
            input_channels: Int32(inputs), output_channels: Int32(outputs), groups: Int32(groups),
            kernel: Int32(kernel), stride: Int32(stride), padding: Int32(padding ?? kernel / 2),
            input_low: range.lowerBound, input_high: range.upperBound,
            input_zero: range.contains(3) ? 3 : range.upperBound, low: -32000, high: 32001, leak: 0)
    }

    private func compare(
        _ problem: KernelProblem, _ kernels: cwc_kernels, _ random: SeededRandom,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let scalar = try #require(cwc_kernels_for(CWC_ISA_SCALAR)).pointee
        let expected = problem.run(scalar)
        let result = problem.run(kernels)
        let comment: Comment = "\(problem), seed \(random.seed)"
        #expect(result.output == expected.output, comment, sourceLocation: sourceLocation)
        #expect(result.isIntact && expected.isIntact, comment, sourceLocation: sourceLocation)
        // Outputs that are all alike would prove little.
        if expected.output.count > 100 {
            #expect(Set(expected.output).count > 10, comment, sourceLocation: sourceLocation)
        }
    }

    /// Widths around the lengths of tiles (6, 8 and 12 pixels), outputs around the widths of vectors
    /// and blocks (4, 8, 16, 32 and 64 channels), inputs around the depth of a step (2 and 4).
    @Test(arguments: TestedLevel.available) func edges(level: TestedLevel) throws {
        let kernels = level.kernels
        var random = SeededRandom(seed: 20)
        let inputs = [1, 2, 3, 4, 5, 7, 8, 16, 31]
        var count = 0
        for outputs in [1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 48, 63, 64, 65, 96, 129] {
            for width in [1, 5, 6, 7, 8, 11, 12, 13, 25] {
                let shape = Self.shape(
                    inputs[count % inputs.count], outputs, kernel: outputs * width > 500 ? 1 : 3,
                    range: Self.ranges[count % Self.ranges.count])
                let problem = KernelProblem(shape, height: 2, width: width, using: &random)
                try compare(problem, kernels, random)
                count += 1
            }
        }
    }

    /// Kernels whose rows begin and end with zeros, or are nothing else: such steps are left out.
    @Test(arguments: TestedLevel.available) func zeros(level: TestedLevel) throws {
        var random = SeededRandom(seed: 26)
        for (index, inputs) in [1, 4, 6, 13, 24, 40].enumerated() {
            for range in [Self.ranges[index % 2], -2048...2047] {
                for groups in [1, inputs] {
                    let shape = Self.shape(inputs, inputs, kernel: 3, groups: groups, range: range)
                    var problem = KernelProblem(shape, height: 4, width: 9, using: &random)
                    let span = 3 * inputs / groups
                    let kept = (0..<3).map { row in
                        // One row has something left.
                        let end = Int.random(in: row % 2...span, using: &random)
                        return Int.random(in: 0...end - row % 2, using: &random)..<end
                    }
                    for place in problem.weights.indices
                    where !kept[place / span % 3].contains(place % span) {
                        problem.weights[place] = 0
                    }
                    try compare(problem, level.kernels, random)
                }
            }
        }
    }

    /// Wide inputs, whose sums are long.
    @Test(arguments: TestedLevel.available) func manyInputs(level: TestedLevel) throws {
        let kernels = level.kernels
        var random = SeededRandom(seed: 21)
        for (index, inputs) in [63, 64, 65, 96, 97, 128].enumerated() {
            for range in [Self.ranges[index % 2], -2048...2047] {
                let shape = Self.shape(inputs, 18, kernel: 3, range: range)
                let problem = KernelProblem(shape, height: 1, width: 3, using: &random)
                try compare(problem, kernels, random)
            }
        }
    }

    /// Every kernel and stride with several paddings, on windows that hold no row too many.
    @Test(arguments: TestedLevel.available) func windows(level: TestedLevel) throws {
        let kernels = level.kernels
        var random = SeededRandom(seed: 22)
        var count = 0
        for kernel in [1, 2, 3, 4, 5, 8] {
            for stride in [1, 2, 3, 4] {
                for padding in Set([0, kernel / 2, kernel - 1]).sorted() {
                    count += 1
                    let isDepthwise = count % 3 == 0
                    let channels = 1 + count % 5
                    let shape = Self.shape(
                        channels, isDepthwise ? channels : 1 + count % 7, kernel: kernel,
                        stride: stride, padding: padding, groups: isDepthwise ? channels : 1,
                        range: Self.ranges[count % 3])
                    let (height, width) = (kernel + 7, kernel + count % 4)
                    let end = KernelProblem.outputSize(shape, height)
                    let split = count % (end + 1)
                    for rows in [0..<split, split..<end, 0..<1, end - 1..<end] {
                        let problem = KernelProblem(
                            shape, height: height, width: width, outputRows: rows, using: &random)
                        try compare(problem, kernels, random)
                    }
                }
            }
        }
    }

    /// Depthwise kernels around the widths of vectors.
    @Test(arguments: TestedLevel.available) func depthwise(level: TestedLevel) throws {
        let kernels = level.kernels
        var random = SeededRandom(seed: 23)
        for (index, channels) in [2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 64, 65, 96].enumerated() {
            for kernel in [3, 1 + index % 5] {
                let shape = Self.shape(
                    channels, channels, kernel: kernel, stride: 1 + index % 2, groups: channels,
                    range: Self.ranges[index % Self.ranges.count])
                for width in [1, 4, 7] {
                    let problem = KernelProblem(shape, height: 3, width: width, using: &random)
                    try compare(problem, kernels, random)
                }
            }
        }
    }

    /// Weights and input at the ends of their ranges, biases up to what the bound leaves.
    @Test(arguments: TestedLevel.available) func extremes(level: TestedLevel) throws {
        let kernels = level.kernels
        var random = SeededRandom(seed: 24)
        for range in Self.ranges {
            for (inputs, outputs, kernel) in [(65, 33, 1), (31, 17, 3), (128, 4, 3), (5, 70, 2)] {
                let shape = Self.shape(inputs, outputs, kernel: kernel, range: range)
                let problem = KernelProblem(
                    shape, height: 2, width: 7, isExtreme: true, using: &random)
                try compare(problem, kernels, random)
            }
        }
    }

    /// Any factor and shift that are legal, those too that are of no use: a gain of 2³⁰, a shift of
    /// everything.
    @Test(arguments: TestedLevel.available) func factors(level: TestedLevel) throws {
        let kernels = level.kernels
        var random = SeededRandom(seed: 25)
        for shift in Int32(1)...62 {
            var shape = Self.shape(4, 40, kernel: 1, range: -128...127)
            shape.low = .min
            shape.high = .max
            var problem = KernelProblem(
                shape, height: 1, width: 9, isExtreme: shift % 2 == 0, using: &random)
            for output in problem.channels.indices {
                problem.channels[output].shift = shift
                problem.channels[output].multiplier >>= Int32.random(in: 0...30, using: &random)
                problem.channels[output].multiplier |= 1
            }
            let scalar = try #require(cwc_kernels_for(CWC_ISA_SCALAR)).pointee
            #expect(problem.run(kernels) == problem.run(scalar), "shift \(shift)")
        }
    }

    /// Bounds and leak of the output.
    @Test(arguments: TestedLevel.available) func bounds(level: TestedLevel) throws {
        let kernels = level.kernels
        var random = SeededRandom(seed: 26)
        for leak in Int16(0)...15 {
            for range in [-128...127, 0...255, .min ... .max, 5...5] as [ClosedRange<Int16>] {
                var shape = Self.shape(3, 35, kernel: 3, range: -20...20)
                (shape.low, shape.high, shape.leak) = (range.lowerBound, range.upperBound, leak)
                let problem = KernelProblem(shape, height: 2, width: 5, using: &random)
                let scalar = try #require(cwc_kernels_for(CWC_ISA_SCALAR)).pointee
                #expect(problem.run(kernels) == problem.run(scalar), "\(range), leak \(leak)")
            }
        }
    }

    /// The kernels that go element by element, at every length up to several vectors.
    @Test(arguments: TestedLevel.available) func elements(level: TestedLevel) throws {
        let kernels = level.kernels
        let scalar = try #require(cwc_kernels_for(CWC_ISA_SCALAR)).pointee
        var random = SeededRandom(seed: 27)
        for count in 0...130 {
            let y = (0..<count).map { _ in Int16.random(in: .min ... .max, using: &random) }
            let x = (0..<count).map { _ in Int16.random(in: .min ... .max, using: &random) }
            let shift = Int32(count % 16)
            func run(_ kernel: (UnsafeMutablePointer<Int16>) -> Void) -> [Int16] {
                var values = x + [99]
                values.withUnsafeMutableBufferPointer { if let x = $0.baseAddress { kernel(x) } }
                return values
            }
            #expect(run { kernels.rectify($0, count) } == run { scalar.rectify($0, count) })
            #expect(run { kernels.leak($0, count, shift) } == run { scalar.leak($0, count, shift) })
            #expect(
                run { kernels.add_clamp($0, y, count, -20000, 30000) }
                    == run { scalar.add_clamp($0, y, count, -20000, 30000) })
        }
    }

    /// A step of lifting, at every length up to several vectors, against wide integers.
    @Test(arguments: TestedLevel.available, [false, true])
    func lifting(level: TestedLevel, undo: Bool) throws {
        let lift = try #require(level.kernels.lift)
        var random = SeededRandom(seed: 28)
        for count in 0...70 {
            // Some so large that sums wrap around.
            let limit: Int32 = count % 3 == 0 ? .max : 1 << 16
            func line() -> [Int32] {
                (0..<count + 1).map { _ in Int32.random(in: -limit...limit, using: &random) }
            }
            let (a, b, before) = (line(), line(), line())
            let weight = Int32.random(in: -8192...8191, using: &random)
            var after = before
            lift(&after, a, b, count, weight, undo ? 1 : 0)
            for i in 0..<count {
                let sum = Int64(weight) * (Int64(a[i]) + Int64(b[i])) + 2048
                let change = Int32(truncatingIfNeeded: sum) >> 12
                #expect(after[i] == (undo ? before[i] &- change : before[i] &+ change))
            }
            #expect(after[count] == before[count])
        }
    }

    @Test(arguments: TestedLevel.available) func pixelShuffle(level: TestedLevel) throws {
        let kernels = level.kernels
        let scalar = try #require(cwc_kernels_for(CWC_ISA_SCALAR)).pointee
        for factor in [1, 2, 3, 4, 5] {
            for channels in [1, 3, 7, 8, 9, 16, 31] {
                let count = 2 * 3 * channels * factor * factor
                let input = (0..<count).map { Int16($0 % 32768) }
                func run(_ kernels: cwc_kernels) -> [Int16] {
                    var output = [Int16](repeating: -7, count: count + 1)
                    kernels.pixel_shuffle(input, 2, 3, Int32(channels), Int32(factor), &output)
                    return output
                }
                #expect(run(kernels) == run(scalar), "\(channels) channels by \(factor)")
            }
        }
    }
}
