import CWCModel
import CWCNetwork
import CWCSeed
import CWCTestSupport
import Testing

/// What makes a network illegal, each with its exact error.
@Suite struct NetworkCheckTests {
    struct Case: Sendable, CustomStringConvertible {
        var description: String
        var layers: [IntegerLayer]
        var layer: Int?
        var reason: NetworkError.Reason
    }

    static let cases: [Case] = [
        Case(description: "no layers", layers: [], layer: nil, reason: .empty),
        Case(
            description: "empty body", layers: [.residual([], outputRange: 0...1)], layer: 0,
            reason: .empty),
        Case(
            description: "other channels", layers: [.rectifier, plain(3, 4)], layer: 1,
            reason: .channelMismatch(given: 4, declared: 3)),
        Case(
            description: "chain", layers: [plain(4, 2), plain(4, 4)], layer: 1,
            reason: .channelMismatch(given: 2, declared: 4)),
        Case(
            description: "too many outputs", layers: [plain(4, 1025)], layer: 0,
            reason: .limitExceeded(what: "output channels", value: 1025, limit: 1024)),
        Case(
            description: "no outputs", layers: [plain(4, 0)], layer: 0, reason: .badShape),
        Case(
            description: "large kernel", layers: [plain(4, 1, kernel: 17)], layer: 0,
            reason: .limitExceeded(what: "kernel", value: 17, limit: 16)),
        Case(
            description: "no kernel", layers: [plain(4, 1, kernel: 0)], layer: 0,
            reason: .badShape),
        Case(
            description: "no stride", layers: [plain(4, 1, stride: 0)], layer: 0,
            reason: .badShape),
        Case(
            description: "shrinks by one", layers: [plain(4, 1, kernel: 3, padding: 0)], layer: 0,
            reason: .badShape),
        Case(
            description: "grows by one", layers: [plain(4, 1, kernel: 2, padding: 1)], layer: 0,
            reason: .badShape),
        Case(
            description: "negative padding",
            layers: [plain(4, 1, kernel: 1, stride: 4, padding: -1)], layer: 0,
            reason: .badShape),
        Case(
            description: "weights missing", layers: [plain(4, 2) { $0.weights.removeLast() }],
            layer: 0, reason: .parameterCount(what: "weights", expected: 8, actual: 7)),
        Case(
            description: "bias too many", layers: [plain(4, 2) { $0.biases.append(0) }],
            layer: 0, reason: .parameterCount(what: "biases", expected: 2, actual: 3)),
        Case(
            description: "multiplier missing",
            layers: [plain(4, 2) { $0.multipliers.removeLast() }],
            layer: 0, reason: .parameterCount(what: "multipliers", expected: 2, actual: 1)),
        Case(
            description: "shift missing", layers: [plain(4, 2) { $0.shifts.removeLast() }],
            layer: 0, reason: .parameterCount(what: "shifts", expected: 2, actual: 1)),
        Case(
            description: "zero below the range", layers: [plain(4, 2) { $0.inputZero = -1 }],
            layer: 0, reason: .inputZeroOutOfRange),
        Case(
            description: "multiplier 0", layers: [plain(4, 2) { $0.multipliers[1] = 0 }],
            layer: 0, reason: .badMultiplier(output: 1)),
        Case(
            description: "shift 0", layers: [plain(4, 2) { $0.shifts[0] = 0 }],
            layer: 0, reason: .badShift(output: 0)),
        Case(
            description: "shift 63", layers: [plain(4, 2) { $0.shifts[1] = 63 }],
            layer: 0, reason: .badShift(output: 1)),
        Case(
            description: "depthwise with other outputs",
            layers: [
                plain(4, 8) {
                    $0.shape.isDepthwise = true
                    $0.weights.removeLast(24)
                }
            ], layer: 0, reason: .badShape),
        Case(
            description: "depthwise of other channels",
            layers: [plain(depthwise: 5)], layer: 0,
            reason: .channelMismatch(given: 4, declared: 5)),
        Case(
            description: "weights missing in a depthwise convolution",
            layers: [.rectifier, plain(depthwise: 4) { $0.weights.removeLast() }],
            layer: 1, reason: .parameterCount(what: "weights", expected: 36, actual: 35)),
        Case(
            description: "leak 0", layers: [.leakyRectifier(shift: 0)], layer: 0,
            reason: .badLeak(0)),
        Case(
            description: "leak 16", layers: [.rectifier, .leakyRectifier(shift: 16)], layer: 1,
            reason: .badLeak(16)),
        Case(
            description: "body changes channels",
            layers: [.rectifier, .residual([plain(4, 2)], outputRange: 0...1)], layer: 1,
            reason: .residualChangesShape),
        Case(
            description: "body changes size",
            layers: [.residual([plain(4, 4, kernel: 3, stride: 2)], outputRange: 0...1)],
            layer: 0, reason: .residualChangesShape),
        Case(
            description: "body shuffles",
            layers: [
                .residual([.pixelShuffle(factor: 2), plain(1, 4)], outputRange: 0...1)
            ],
            layer: 0, reason: .residualChangesShape),
        Case(
            description: "fault inside a body",
            layers: [.rectifier, .residual([.rectifier, plain(3, 4)], outputRange: 0...1)],
            layer: 3, reason: .channelMismatch(given: 4, declared: 3)),
        Case(
            description: "indivisible", layers: [.pixelShuffle(factor: 3)], layer: 0,
            reason: .indivisibleChannels(4, factor: 3)),
        Case(
            description: "factor 1", layers: [.pixelShuffle(factor: 1)], layer: 0,
            reason: .badShape),
        Case(
            description: "large factor", layers: [.pixelShuffle(factor: 17)], layer: 0,
            reason: .limitExceeded(what: "factor of a pixel shuffle", value: 17, limit: 16)),
        Case(
            description: "nested too deep", layers: nested(4), layer: 3,
            reason: .limitExceeded(what: "nesting of layers", value: 5, limit: 4)),
        Case(
            description: "too many layers", layers: Array(repeating: .rectifier, count: 1025),
            layer: 1024,
            reason: .limitExceeded(what: "number of layers", value: 1025, limit: 1024)),
        Case(
            description: "strides multiply",
            layers: Array(repeating: plain(4, 4, kernel: 4, stride: 4, padding: 0), count: 5),
            layer: 4,
            reason: .limitExceeded(what: "product of strides", value: 1024, limit: 256)),
        Case(
            description: "shuffles multiply",
            layers: Array(repeating: [plain(4, 64), .pixelShuffle(factor: 4)], count: 5)
                .flatMap { $0 },
            layer: 9,
            reason: .limitExceeded(what: "product of shuffle factors", value: 1024, limit: 256)),
    ]

    @Test(arguments: cases) func refused(_ test: Case) {
        #expect(
            throws: NetworkError(role: .synthesis, layer: test.layer, reason: test.reason)
        ) {
            _ = try IntegerNetworkTests.network(test.layers, channels: 4, range: 0...255)
        }
    }

    @Test func deepestLegalNesting() throws {
        _ = try IntegerNetworkTests.network(Self.nested(3), channels: 4, range: 0...255)
    }

    @Test func inputChannelsWithinLimits() {
        for (channels, reason) in [
            (0, .empty),
            (1025, .limitExceeded(what: "input channels", value: 1025, limit: 1024)),
        ] as [(Int, NetworkError.Reason)] {
            #expect(throws: NetworkError(role: .synthesis, layer: nil, reason: reason)) {
                _ = try IntegerNetworkTests.network(
                    [.rectifier], channels: channels, range: 0...1)
            }
        }
    }

    /// The bound of Spec model §2.3: 2^31 − 1 passes, 2^31 does not, with either sign of the bias
    /// and with the larger end of the range counting.
    @Test(
        arguments: [
            (-128...127, Int32(2_147_483_647 - 128 * 127 * 4)),
            (-5...128, -Int32(2_147_483_647 - 128 * 127 * 4)),
            (.min ... .max, Int32(2_147_483_647 - 32768 * 127 * 4)),
        ] as [(ClosedRange<Int16>, Int32)])
    func accumulators(range: ClosedRange<Int16>, bias: Int32) throws {
        let largest = Self.plain(4, 2) {
            $0.weights = [0, 0, 0, 0, 127, -127, 127, -127]
            $0.biases = [0, bias]
        }
        _ = try IntegerNetworkTests.network([largest], channels: 4, range: range)
        let tooLarge = Self.plain(4, 2) {
            $0.weights = [0, 0, 0, 0, 127, -127, 127, -127]
            $0.biases = [0, bias + bias.signum()]
        }
        #expect(
            throws: NetworkError(
                role: .synthesis, layer: 0,
                reason: .accumulatorOverflow(output: 1, bound: 1 << 31))
        ) {
            _ = try IntegerNetworkTests.network([tooLarge], channels: 4, range: range)
        }
    }

    /// A depthwise output sums over its own nine weights alone, and a leak lowers the magnitude of
    /// what is negative: both tighten the bound.
    @Test func boundsOfNewLayers() throws {
        let bias = Int32(2_147_483_647 - 128 * 127 * 9)
        let leak = IntegerLayer.leakyRectifier(shift: 8)
        let largest = Self.plain(depthwise: 4) {
            $0.weights = Array(repeating: 127, count: 36)
            $0.biases = [0, 0, bias, 0]
        }
        let network = try IntegerNetworkTests.network(
            [leak, largest], channels: 4, range: .min...128)
        #expect(network.outputRange == 0...255)
        let tooLarge = Self.plain(depthwise: 4) {
            $0.weights = Array(repeating: 127, count: 36)
            $0.biases = [0, 0, bias + 1, 0]
        }
        let error = #expect(throws: NetworkError.self) {
            _ = try IntegerNetworkTests.network(
                [leak, tooLarge], channels: 4, range: .min...128)
        }
        #expect(
            error?.description == "synthesis network, layer 1: the sum of output 2 can reach "
                + "2147483648, which exceeds 32 bits")
    }

    @Test func inputOutsideItsRangeTraps() async {
        await #expect(processExitsWith: .failure) {
            var random = SeededRandom(seed: 1)
            let network = try Model.tiny(using: &random).synthesis
            _ = network.run(
                IntegerTensor(height: 1, width: 1, channels: 4, values: [0, 1, 2, 0]))
        }
    }

    @Test func oddSizesTrapWhereStridesNeedMultiples() async {
        await #expect(processExitsWith: .failure) {
            var random = SeededRandom(seed: 1)
            let model = try Model.tiny(using: &random)
            let values = [Int16](repeating: 0, count: 9 * 8 * 3)
            _ = model.encoder?.features.run(
                IntegerTensor(height: 9, width: 8, channels: 3, values: values))
        }
    }

    /// A convolution of zeros, changed by `edit`.
    static func plain(
        _ inputs: Int, _ outputs: Int, kernel: Int = 1, stride: Int = 1, padding: Int? = nil,
        edit: (inout IntegerConvolution) -> Void = { _ in }
    ) -> IntegerLayer {
        plain(
            Convolution(inputs, outputs, kernel: kernel, stride: stride, padding: padding),
            edit: edit)
    }

    /// A depthwise 3×3 convolution of zeros, changed by `edit`.
    static func plain(
        depthwise channels: Int, edit: (inout IntegerConvolution) -> Void = { _ in }
    ) -> IntegerLayer {
        plain(Convolution(depthwise: channels, kernel: 3), edit: edit)
    }

    private static func plain(
        _ shape: Convolution, edit: (inout IntegerConvolution) -> Void
    ) -> IntegerLayer {
        let outputs = shape.outputChannels
        var convolution = IntegerConvolution(
            shape: shape, weights: Array(repeating: 0, count: shape.weightCount),
            biases: Array(repeating: 0, count: outputs),
            multipliers: Array(repeating: 1, count: outputs),
            shifts: Array(repeating: 1, count: outputs), outputRange: 0...255)
        edit(&convolution)
        return .convolution(convolution)
    }

    /// A rectifier within `depth` residuals.
    static func nested(_ depth: Int) -> [IntegerLayer] {
        (0..<depth).reduce([.rectifier]) { body, _ in [.residual(body, outputRange: 0...255)] }
    }
}
