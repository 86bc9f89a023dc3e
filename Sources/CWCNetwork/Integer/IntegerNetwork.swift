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

    private let plan: NetworkPlan

    /// Checks the layers and packs their weights.
    ///
    /// - Parameters:
    ///   - role: The part that the network plays.
    ///   - inputChannels: Channels of the input.
    ///   - inputRange: Range of the input's elements.
    ///   - layers: The layers, in the order in which they run.
    ///   - level: The kernels to run with; results are the same for all.
    /// - Throws: Where shapes do not fit, a size is beyond its limit, or a sum could overflow.
    public init(
        role: NetworkRole, inputChannels: Int, inputRange: ClosedRange<Int16>,
        layers: [IntegerLayer], level: KernelLevel = .best
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
        plan = NetworkPlan(layers, inputRange: inputRange, kernels: level.kernels)
    }

    /// The network without its numbers.
    public var declaration: NetworkDeclaration {
        NetworkDeclaration(
            role: role, inputChannels: inputChannels, layers: layers.map(\.declaration))
    }

    /// Runs the network on `[H, W, inputChannels]`, on up to `threads` threads.
    ///
    /// The output is `[H · upsampling / downsampling, W · …, outputChannels]`.
    ///
    /// - Precondition: Height and width are multiples of `downsampling`, and every element lies in
    ///   `inputRange`: the proof that no sum overflows rests on it.
    public func run(_ input: consuming IntegerTensor, threads: Int = 1) -> IntegerTensor {
        precondition(input.channels == inputChannels, "the input has other channels")
        precondition(
            input.height % downsampling == 0 && input.width % downsampling == 0,
            "the size is not a multiple of \(downsampling)")
        precondition(inputRange.holds(input.values), "an element is out of range")
        return plan(input, threads: threads)
    }

    /// Bytes of the tensors that are alive at once when the network runs on an input of this size,
    /// input and output included: the formula for a decoder's peak memory. Each thread also needs a
    /// few rows of the widest input, and weights take three bytes each.
    public func peakByteCount(height: Int, width: Int) -> Int {
        let peak = plan.peak(height: height, width: width, channels: inputChannels)
        return peak.elements * MemoryLayout<Int16>.stride
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

extension ClosedRange<Int16> {
    /// Whether every value lies within the range.
    fileprivate func holds(_ values: [Int16]) -> Bool {
        values.withUnsafeBufferPointer { values in
            var low = lowerBound
            var high = upperBound
            for value in values {
                low = Swift.min(low, value)
                high = Swift.max(high, value)
            }
            return low == lowerBound && high == upperBound
        }
    }
}
