import CWCNetwork
import CWCSeed
import CWCTestSupport
import Testing

/// Networks that run in strips, on threads, with every level: the same output as the formulas give
/// for the whole picture, in memory that does not grow with the picture.
@Suite struct StripTests {
    /// Layer lists in which rows arrive late, leave late, or both.
    static let networks: [(name: String, inputChannels: Int, layers: [Layer])] = [
        ("deep", 4, Array(repeating: .convolution(Convolution(4, 4, kernel: 3)), count: 5)),
        (
            "wide kernels", 2,
            [
                .convolution(Convolution(2, 3, kernel: 7)), .rectifier,
                .convolution(Convolution(3, 4, kernel: 5)),
            ]
        ),
        (
            "strides", 3,
            [
                .convolution(Convolution(3, 4, kernel: 8, stride: 4, padding: 2)),
                .leakyRectifier(shift: 3),
                .convolution(Convolution(4, 5, kernel: 5, stride: 2, padding: 2)),
                .convolution(Convolution(5, 5, kernel: 3)),
            ]
        ),
        (
            "down and up", 2,
            [
                .convolution(Convolution(2, 8, kernel: 4, stride: 2, padding: 1)), .rectifier,
                .pixelShuffle(factor: 2), .convolution(Convolution(2, 4, kernel: 3)),
                .convolution(Convolution(4, 6, kernel: 2, stride: 2, padding: 0)),
            ]
        ),
        (
            "residuals within residuals", 4,
            [
                .residual([
                    .convolution(Convolution(4, 4, kernel: 3)), .rectifier,
                    .residual([
                        .leakyRectifier(shift: 2), .convolution(Convolution(4, 4, kernel: 5)),
                        .residual([.rectifier]),
                    ]), .rectifier,
                    .convolution(Convolution(4, 4, kernel: 1)),
                ]),
                .rectifier,
                .residual([.residual([.depthwise(4, kernel: 3)])]),
            ]
        ),
        (
            "separable", 4,
            [
                .residual([
                    .convolution(Convolution(4, 4, kernel: 1)), .leakyRectifier(shift: 3),
                    .depthwise(4, kernel: 3), .convolution(Convolution(4, 4, kernel: 1)),
                ]),
                .leakyRectifier(shift: 1), .depthwise(4, kernel: 5, stride: 2),
                .convolution(Convolution(4, 12, kernel: 1)), .pixelShuffle(factor: 2),
                .depthwise(3, kernel: 3),
            ]
        ),
        (
            "without convolutions", 8,
            [.pixelShuffle(factor: 2), .rectifier, .residual([.rectifier])]
        ),
    ]

    /// A network, an input, and what the formulas make of it.
    struct Case {
        let network: IntegerNetwork
        let input: IntegerTensor
        let expected: IntegerTensor

        init(_ index: Int, height: Int, width: Int) throws {
            let (_, channels, layers) = StripTests.networks[index]
            var random = SeededRandom(seed: UInt64(70 + index))
            let range: ClosedRange<Int16> = -120...255
            network = try IntegerNetwork.random(
                NetworkDeclaration(role: .synthesis, inputChannels: channels, layers: layers),
                inputRange: range, outputRange: -300...300, using: &random)
            input = .random(
                height: height * network.downsampling, width: width * network.downsampling,
                channels: channels, in: range, using: &random)
            expected = NaiveArithmetic.run(network.layers, input)
        }
    }

    @Test(arguments: networks.indices, [1, 2, 13])
    func stripsAndThreads(index: Int, height: Int) throws {
        let test = try Case(index, height: height, width: 5)
        #expect(Set(test.expected.values).count > 5)
        for strip in [1, 2, 3, 8, nil] {
            for threads in [1, 2, 3] {
                let output = test.network.run(test.input, threads: threads, strip: strip)
                #expect(output == test.expected, "strips of \(strip ?? 0), \(threads) threads")
            }
        }
    }

    @Test(arguments: networks.indices)
    func levels(index: Int) throws {
        let test = try Case(index, height: 9, width: 7)
        for level in InstructionSet.available {
            for threads in [1, 2, 3] {
                let output = test.network.using(level).run(test.input, threads: threads, strip: 2)
                #expect(output == test.expected, "\(level), \(threads) threads")
            }
        }
    }

    /// Rows may come in any number at a time, and go as soon as they can.
    @Test(arguments: networks.indices)
    func unevenPushes(index: Int) throws {
        let test = try Case(index, height: 11, width: 3)
        let stream = test.network.stream(
            height: test.input.height, width: test.input.width, threads: 2, strip: 4)
        let row = test.input.width * test.input.channels
        var output: [Int16] = []
        var count = 1
        while !stream.nextRows.isEmpty {
            let first = stream.nextRows.lowerBound
            count = min(count, stream.nextRows.count)
            stream.push(count) { buffer in
                buffer.update(
                    with: test.input.values.span.extracting(
                        first * row..<(first + count) * row))
            } emit: { rows, values in
                #expect(rows.lowerBound * stream.outputRowCount == output.count)
                #expect(rows.count * stream.outputRowCount == values.count)
                output.append(copying: values)
            }
            count += 1
        }
        #expect(output == test.expected.values)
    }

    @Test func memoryDoesNotGrowWithTheHeight() throws {
        for index in Self.networks.indices {
            let network = try Case(index, height: 1, width: 1).network
            let down = network.downsampling
            func bytes(rows: Int, columns: Int, strip: Int? = nil) -> Int {
                network.peakByteCount(height: rows * down, width: columns * down, strip: strip)
            }
            #expect(bytes(rows: 1000, columns: 100) == bytes(rows: 1_000_000, columns: 100))
            #expect(
                bytes(rows: 50, columns: 100, strip: 1) == bytes(rows: 60, columns: 100, strip: 1))
            #expect(bytes(rows: 1, columns: 100) < bytes(rows: 1000, columns: 100))
            // Twice the columns take twice the windows.
            let ratio =
                Double(bytes(rows: 1000, columns: 20_000, strip: 1))
                / Double(bytes(rows: 1000, columns: 10_000, strip: 1))
            #expect(abs(ratio - 2) < 0.02)
        }
    }

    /// Windows counted by hand.
    @Test func memoryOfAnExample() throws {
        var random = SeededRandom(seed: 9)
        let network = try IntegerNetwork.random(
            NetworkDeclaration(
                role: .synthesis, inputChannels: 4,
                layers: [
                    .convolution(Convolution(4, 8, kernel: 3)),
                    .residual([
                        .convolution(Convolution(8, 8, kernel: 3)),
                        .convolution(Convolution(8, 8, kernel: 3)),
                    ]),
                    .pixelShuffle(factor: 2),
                ]), inputRange: 0...9, outputRange: 0...9, using: &random)
        // Windows on 8 columns, in strips of 2: 2 rows that a 3×3 convolution still needs, and room for
        // twice as many new ones before those are moved; so much also waits for the two convolutions
        // of the body. The body's output and the shuffled one keep nothing.
        let rows = (6 * 4) + (6 * 8) + (6 * 8) + (2 * 8) + (2 * 2 * 2 * 2)
        let scratch =
            network.peakByteCount(height: 100, width: 8, threads: 2, strip: 2)
            - network.peakByteCount(height: 100, width: 8, threads: 1, strip: 2)
        #expect(scratch > 0)
        #expect(
            network.peakByteCount(height: 100, width: 8, threads: 1, strip: 2)
                == rows * 8 * 2 + scratch)
    }

    @Test func stripsOfNoRowsTrap() async {
        await #expect(processExitsWith: .failure) {
            let network = try Case(0, height: 1, width: 1).network
            _ = network.stream(height: 8, width: 8, strip: 0)
        }
    }

    @Test func sizesThatStridesDoNotDivideTrap() async {
        await #expect(processExitsWith: .failure) {
            let network = try Case(2, height: 1, width: 1).network
            _ = network.stream(height: 9, width: 8)
        }
    }
}
