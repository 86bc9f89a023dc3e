/// A network with integer weights, checked and ready to run.
///
/// The same input gives the same output on every machine and for every number of threads.
/// Spec model §2.
public struct IntegerNetwork: Sendable {
    /// The part that the network plays.
    public let role: NetworkRole
    /// Channels of the input.
    public let inputChannels: Int
    /// Range of the input's elements.
    public let inputRange: ClosedRange<Int16>
    /// The layers, in the order in which they run.
    public let layers: [IntegerLayer]

    /// Channels of the output.
    public let outputChannels: Int
    /// Range of the output's elements.
    public let outputRange: ClosedRange<Int16>
    /// By how much the strides shrink height and width.
    public let downsampling: Int
    /// By how much the pixel shuffles enlarge height and width.
    public let upsampling: Int

    /// The instruction set that the network runs with.
    public let instructions: InstructionSet

    let plan: NetworkPlan

    /// Checks the layers and packs their weights.
    ///
    /// - Parameters:
    ///   - role: The part that the network plays.
    ///   - inputChannels: Channels of the input.
    ///   - inputRange: Range of the input's elements.
    ///   - layers: The layers, in the order in which they run.
    ///   - instructions: The instruction set to run with; results are the same for all.
    /// - Throws: Where shapes do not fit, a size is beyond its limit, or a sum could overflow.
    public init(
        role: NetworkRole, inputChannels: Int, inputRange: ClosedRange<Int16>,
        layers: [IntegerLayer], instructions: InstructionSet = .best
    ) throws(NetworkError) {
        var checker = NetworkChecker(
            role: role, inputChannels: inputChannels, inputRange: inputRange)
        try checker.check(layers)
        self.role = role
        self.inputChannels = inputChannels
        self.inputRange = inputRange
        self.layers = layers
        outputChannels = checker.channels
        outputRange = checker.range
        downsampling = checker.downsampling
        upsampling = checker.upsampling
        self.instructions = instructions
        plan = NetworkPlan(
            layers, inputChannels: inputChannels, inputRange: inputRange,
            kernels: instructions.kernels)
    }

    /// The network without its numbers.
    public var declaration: NetworkDeclaration {
        NetworkDeclaration(
            role: role, inputChannels: inputChannels, layers: layers.map(\.declaration))
    }

    /// How many rows of input above and below its own an output depends on, at most, where no stride
    /// is above 1.
    package var reach: Int { Self.reach(layers) }

    private static func reach(_ layers: [IntegerLayer]) -> Int {
        var (reach, scale) = (0, 1)
        for layer in layers {
            switch layer {
            case .convolution(let convolution):
                reach += (convolution.shape.padding + scale - 1) / scale
            case .residual(let body, _): reach += (Self.reach(body) + scale - 1) / scale
            case .pixelShuffle(let factor): scale *= factor
            case .rectifier, .leakyRectifier: break
            }
        }
        return reach
    }

    /// The same network with its weights packed for another instruction set.
    private init(_ other: IntegerNetwork, _ instructions: InstructionSet) {
        role = other.role
        inputChannels = other.inputChannels
        inputRange = other.inputRange
        layers = other.layers
        outputChannels = other.outputChannels
        outputRange = other.outputRange
        downsampling = other.downsampling
        upsampling = other.upsampling
        self.instructions = instructions
        plan = NetworkPlan(
            layers, inputChannels: inputChannels, inputRange: inputRange,
            kernels: instructions.kernels)
    }

    /// The same network, to be run with another instruction set. Results are the same.
    ///
    /// - Precondition: The machine has it.
    public func using(_ instructions: InstructionSet) -> IntegerNetwork {
        IntegerNetwork(self, instructions)
    }

    /// The wavelet's lifting step in the instruction set of this network.
    package var liftingStep: LiftingStep { instructions.liftingStep }

    /// Begins a run on an input of this size.
    ///
    /// The output has `height · upsampling / downsampling` rows, and columns in the same way.
    ///
    /// - Parameters:
    ///   - height: Rows of the input, a multiple of `downsampling`.
    ///   - width: Columns of the input, a multiple of `downsampling`.
    ///   - threads: How many threads may work. The output does not depend on it.
    ///   - strip: Rows that go in at a time, counted in `downsampling` rows, or nil for a number
    ///     that suits the size. The output does not depend on it.
    /// - Returns: The run, to be fed.
    public func stream(
        height: Int, width: Int, threads: Int = 1, strip: Int? = nil
    ) -> NetworkStream {
        NetworkStream(
            plan, inputRange: inputRange,
            strips: strips(height: height, width: width, threads: threads, strip),
            threads: threads)
    }

    /// Bytes that a run takes beside the input and the output: windows of rows of every tensor, and
    /// scratch memory of each thread. They do not grow with the height of the picture.
    public func peakByteCount(
        height: Int, width: Int, threads: Int = 1, strip: Int? = nil
    ) -> Int {
        strips(height: height, width: width, threads: threads, strip).byteCount(threads: threads)
    }

    /// The height of strips that suits an input of this size.
    public func stripHeight(height: Int, width: Int, threads: Int = 1) -> Int {
        strips(height: height, width: width, threads: threads, nil).strip
    }

    private func strips(height: Int, width: Int, threads: Int, _ strip: Int?) -> StripPlan {
        precondition(
            height % downsampling == 0 && width % downsampling == 0,
            "the size is not a multiple of \(downsampling)")
        return if let strip {
            StripPlan(plan, height: height, width: width, strip: strip)
        } else {
            StripPlan(plan, height: height, width: width, threads: threads)
        }
    }

    /// Runs the network on a whole `[H, W, inputChannels]`; the other parameters are those of
    /// `stream`.
    ///
    /// - Precondition: Height and width are multiples of `downsampling`, and every element lies in
    ///   `inputRange`: the proof that no sum overflows rests on it.
    public func run(
        _ input: IntegerTensor, threads: Int = 1, strip: Int? = nil
    ) -> IntegerTensor {
        precondition(input.channels == inputChannels, "the input has other channels")
        let stream = stream(
            height: input.height, width: input.width, threads: threads, strip: strip)
        let row = input.width * inputChannels
        let height = input.height / downsampling * upsampling
        var output: [Int16] = []
        output.reserveCapacity(height * stream.outputRowCount)
        stream.run { rows, buffer in
            buffer.update(
                with: input.values.span.extracting(
                    rows.lowerBound * row..<rows.upperBound * row))
        } emit: { _, values in
            output.append(copying: values)
        }
        return IntegerTensor(
            height: height, width: input.width / downsampling * upsampling,
            channels: outputChannels, values: output)
    }
}

extension IntegerNetwork: Hashable {
    /// Networks are equal when their layers are; the plan follows from them.
    public static func == (a: IntegerNetwork, b: IntegerNetwork) -> Bool {
        a.role == b.role && a.inputChannels == b.inputChannels && a.inputRange == b.inputRange
            && a.layers == b.layers
    }

    /// Feeds what `==` compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(role)
        hasher.combine(inputChannels)
        hasher.combine(inputRange)
        hasher.combine(layers)
    }
}
