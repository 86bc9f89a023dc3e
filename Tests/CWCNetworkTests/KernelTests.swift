import CWCKernels
import CWCNetwork
import CWCTestSupport
import Testing

/// Each kernel of each level that this machine has against `NaiveArithmetic`, with guards around all
/// that it writes.
@Suite struct KernelTests {
    static let levels = TestedLevel.available.map(\.kernels)

    @Test func unknownLevels() {
        #expect(cwc_kernels_for(cwc_isa(rawValue: 99)) == nil)
        #expect(cwc_isa_name(cwc_isa(rawValue: 99)) == nil)
    }

    /// The best level is the last one that there is.
    @Test func bestLevel() throws {
        let best = try #require(cwc_kernels_best()).pointee
        let last = try #require(Self.levels.last)
        #expect(String(cString: best.name) == String(cString: last.name))
    }

    struct Case: Sendable, CustomStringConvertible {
        var shape: Convolution
        var height: Int
        var width: Int
        var description: String {
            "\(shape.kernel)×\(shape.kernel)/\(shape.stride) pad \(shape.padding), "
                + "\(shape.inputChannels)→\(shape.outputChannels), \(height)×\(width)"
        }
    }

    /// Every kernel size, stride and padding of interest over odd sizes and odd channel counts.
    static let cases: [Case] = {
        var cases: [Case] = []
        let channels = [(1, 1), (3, 5), (8, 4), (5, 9), (17, 2)]
        let sizes = [(1, 1), (2, 7), (5, 3), (9, 11)]
        for kernel in [1, 3, 4, 8] {
            for stride in [1, 2, 4] {
                for padding in Set([0, kernel / 2, kernel - 1]).sorted() {
                    for (height, width) in sizes
                    where min(height, width) + 2 * padding >= kernel {
                        let (inputs, outputs) = channels[cases.count % channels.count]
                        let shape = Convolution(
                            inputs, outputs, kernel: kernel, stride: stride, padding: padding)
                        cases.append(Case(shape: shape, height: height, width: width))
                    }
                }
            }
        }
        return cases
    }()

    @Test(arguments: cases) func convolution(_ test: Case) {
        var random = SeededRandom(seed: UInt64(test.height * 100 + test.shape.kernel))
        // Every other one fits bytes.
        let range: ClosedRange<Int16> = test.height % 2 == 0 ? -128...127 : -300...255
        let convolution = IntegerConvolution.random(
            test.shape, inputRange: range, outputRange: -200...255, using: &random)
        let input = IntegerTensor.random(
            height: test.height, width: test.width, channels: test.shape.inputChannels, in: range,
            using: &random)
        for kernels in Self.levels {
            expectEqual(
                convolution, input, kernels, "\(test), seed \(random.seed)", inputRange: range)
        }
    }

    /// All weights and activations at the ends of their ranges: sums close to 2^31.
    @Test(arguments: [Int8.min, Int8.max], [Int16.min, Int16.max])
    func extremes(weight: Int8, activation: Int16) {
        // 7 · 7 · 10 = 490 products of at most 2^22 in magnitude.
        let shape = Convolution(10, 3, kernel: 7)
        let bias: Int32 = (weight < 0) == (activation < 0) ? 90_000_000 : -90_000_000
        let convolution = IntegerConvolution(
            shape: shape, weights: Array(repeating: weight, count: shape.weightCount),
            biases: [bias, -bias, 0], multipliers: [.max, 1 << 30, 1], shifts: [47, 46, 1],
            inputZero: activation, outputRange: .min ... .max)
        for output in 0..<3 {
            #expect(convolution.accumulatorBound(output: output, magnitude: 1 << 15) < 1 << 31)
        }
        let input = IntegerTensor(
            height: 2, width: 3, channels: 10, values: Array(repeating: activation, count: 60))
        for kernels in Self.levels { expectEqual(convolution, input, kernels, "extremes") }
    }

    /// The table of Spec model §2.4, and what is around each half.
    @Test(
        arguments: [
            (5, 1, 1, 3), (-5, 1, 1, -2), (-6, 3, 2, -4), (-7, 3, 2, -5),
            (.max, .max, 62, 1), (-.max, .max, 62, -1), (0, .max, 62, 0), (-1, 1, 1, 0),
            (-1, 1, 62, 0), (-3, 1, 1, -1), (-3, 1, 2, -1), (-2, 1, 2, 0), (2, 1, 2, 1),
            (.max, .max, 1, 32767), (-.max, .max, 1, -32768),
        ] as [(Int32, Int32, UInt8, Int16)])
    func requantization(acc: Int32, multiplier: Int32, shift: UInt8, expected: Int16) {
        let convolution = IntegerConvolution(
            shape: Convolution(1, 1, kernel: 1), weights: [0], biases: [acc],
            multipliers: [multiplier], shifts: [shift], outputRange: .min ... .max)
        let input = IntegerTensor(height: 1, width: 1, channels: 1, values: [7])
        #expect(NaiveArithmetic.run(convolution, input).values == [expected])
        for kernels in Self.levels { expectEqual(convolution, input, kernels, "\(acc)") }
    }

    @Test func addClamp() {
        let x: [Int16] = [.min, .min, -1, 0, 1, .max, .max, 100, -100]
        let y: [Int16] = [.min, .max, -1, 0, 5, .max, .min, 100, -100]
        for kernels in Self.levels {
            var sum = x + [99]
            kernels.add_clamp(&sum, y, x.count, -150, 160)
            #expect(sum == [-150, -1, -2, 0, 6, 160, -1, 160, -150, 99])
        }
    }

    @Test func rectify() {
        for kernels in Self.levels {
            var x: [Int16] = [.min, -1, 0, 1, .max, -5]
            kernels.rectify(&x, 5)
            #expect(x == [0, 0, 0, 1, .max, -5])
        }
    }

    @Test func pixelShuffle() {
        // [1, 2, 8], factor 2: channels a and b, each with its four offsets.
        let input: [Int16] = [10, 11, 12, 13, 20, 21, 22, 23, 30, 31, 32, 33, 40, 41, 42, 43]
        for kernels in Self.levels {
            var output = [Int16](repeating: -7, count: 17)
            kernels.pixel_shuffle(input, 1, 2, 2, 2, &output)
            #expect(
                output == [
                    10, 20, 11, 21, 30, 40, 31, 41,
                    12, 22, 13, 23, 32, 42, 33, 43, -7,
                ])
        }
    }
}

/// Runs the kernel on every split of the rows, with the whole input in memory, and compares.
private func expectEqual(
    _ convolution: IntegerConvolution, _ input: IntegerTensor, _ kernels: cwc_kernels,
    _ comment: Comment, inputRange: ClosedRange<Int16> = .min ... .max,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let shape = convolution.shape
    let expected = NaiveArithmetic.run(convolution, input)
    let row = expected.width * expected.channels
    let parameters = cwc_convolution(
        input_channels: Int32(shape.inputChannels), output_channels: Int32(shape.outputChannels),
        groups: 1, kernel: Int32(shape.kernel), stride: Int32(shape.stride),
        padding: Int32(shape.padding), input_low: inputRange.lowerBound,
        input_high: inputRange.upperBound, input_zero: convolution.inputZero,
        low: convolution.outputRange.lowerBound, high: convolution.outputRange.upperBound, leak: 0)
    let channels = zip(convolution.biases, zip(convolution.multipliers, convolution.shifts)).map {
        cwc_channel(bias: $0, multiplier: $1.0, shift: Int32($1.1))
    }
    for split in 0...expected.height {
        for rows in [0..<split, split..<expected.height] {
            let problem = KernelProblem(
                shape: parameters, weights: convolution.weights, channels: channels,
                rows: input.values, window: 0..<input.height, height: input.height,
                width: input.width, outputRows: rows)
            let result = problem.run(kernels)
            let values = expected.values[rows.lowerBound * row..<rows.upperBound * row]
            #expect(result.output == Array(values), comment, sourceLocation: sourceLocation)
            #expect(result.isIntact, comment, sourceLocation: sourceLocation)
        }
    }
}
