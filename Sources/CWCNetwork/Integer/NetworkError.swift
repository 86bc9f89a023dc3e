/// Why a network cannot be run. Spec model §2, §3.
public struct NetworkError: Error, Hashable, Sendable {
    /// The network at fault.
    public var role: NetworkRole
    /// The layer at fault, counted in the order in which layers are written, a residual before its
    /// body; nil when the fault is the network's as a whole.
    public var layer: Int?
    /// What is wrong.
    public var reason: Reason

    /// Makes an error from its parts.
    public init(role: NetworkRole, layer: Int?, reason: Reason) {
        self.role = role
        self.layer = layer
        self.reason = reason
    }

    /// What can be wrong with a network.
    public enum Reason: Hashable, Sendable {
        /// A size is beyond its limit.
        case limitExceeded(what: String, value: Int, limit: Int)
        /// A list of layers is empty.
        case empty
        /// A convolution declares other input channels than it is given.
        case channelMismatch(given: Int, declared: Int)
        /// A kernel, stride or padding that does not divide the size exactly.
        case badShape
        /// An array of parameters has the wrong size.
        case parameterCount(what: String, expected: Int, actual: Int)
        /// `inputZero` is outside the range of the input.
        case inputZeroOutOfRange
        /// A multiplier is not positive.
        case badMultiplier(output: Int)
        /// A shift is not in `1...62`.
        case badShift(output: Int)
        /// The shift of a leaky rectifier is not in `1...15`.
        case badLeak(Int)
        /// The sum of an output channel could overflow 32 bits.
        case accumulatorOverflow(output: Int, bound: Int64)
        /// The body of a residual changes the shape.
        case residualChangesShape
        /// A pixel shuffle has channels that its factor does not divide.
        case indivisibleChannels(Int, factor: Int)
    }
}

extension NetworkError: CustomStringConvertible {
    /// One line: network, layer, fault.
    public var description: String {
        let place = layer.map { "\(role) network, layer \($0)" } ?? "\(role) network"
        return "\(place): \(reason.explanation)"
    }
}

extension NetworkError.Reason {
    /// The fault in words, without the place.
    public var explanation: String {
        switch self {
        case .limitExceeded(let what, let value, let limit):
            "\(what) is \(value), the limit \(limit)"
        case .empty: "a list of layers is empty"
        case .channelMismatch(let given, let declared):
            "takes \(declared) channels and is given \(given)"
        case .badShape: "kernel, stride and padding do not divide the size exactly"
        case .parameterCount(let what, let expected, let actual):
            "has \(actual) \(what), needs \(expected)"
        case .inputZeroOutOfRange: "input_zero lies outside the range of the input"
        case .badMultiplier(let output): "the multiplier of output \(output) is not positive"
        case .badShift(let output): "the shift of output \(output) is not in 1...62"
        case .badLeak(let shift): "the shift \(shift) of a leaky rectifier is not in 1...15"
        case .accumulatorOverflow(let output, let bound):
            "the sum of output \(output) can reach \(bound), which exceeds 32 bits"
        case .residualChangesShape: "the body of the residual changes the shape"
        case .indivisibleChannels(let channels, let factor):
            "\(channels) channels cannot be shuffled by \(factor)"
        }
    }
}
