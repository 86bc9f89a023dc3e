/// The operators that the trainer uses; each is one boxed call.
extension Tensor {
    /// Calls an operator of one result with this tensor as the first argument.
    public func apply(
        _ name: String, _ overload: String = "", _ arguments: OperatorArgument...
    ) throws(TorchError) -> Tensor {
        let results = try Torch.call(name, overload, [.tensor(self)] + arguments)
        guard let first = results.first else { throw TorchError("aten::\(name) gave no tensor") }
        return first
    }

    // MARK: Arithmetic

    public static func + (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
        try a.apply("add", "Tensor", .tensor(b))
    }
    public static func - (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
        try a.apply("sub", "Tensor", .tensor(b))
    }
    public static func * (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
        try a.apply("mul", "Tensor", .tensor(b))
    }
    public static func / (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
        try a.apply("div", "Tensor", .tensor(b))
    }
    public static func + (a: Tensor, b: Double) throws(TorchError) -> Tensor {
        try a.apply("add", "Scalar", .number(b))
    }
    public static func - (a: Tensor, b: Double) throws(TorchError) -> Tensor {
        try a.apply("sub", "Scalar", .number(b))
    }
    public static func * (a: Tensor, b: Double) throws(TorchError) -> Tensor {
        try a.apply("mul", "Scalar", .number(b))
    }
    public static func / (a: Tensor, b: Double) throws(TorchError) -> Tensor {
        try a.apply("div", "Scalar", .number(b))
    }

    /// Element by element: 1 where the condition holds, else 0, in the type of this tensor.
    public func greater(than bound: Double) throws(TorchError) -> Tensor {
        try apply("gt", "Scalar", .number(bound)).like(self)
    }
    public func greater(than other: Tensor) throws(TorchError) -> Tensor {
        try apply("gt", "Tensor", .tensor(other)).like(self)
    }
    public func atLeast(_ other: Tensor) throws(TorchError) -> Tensor {
        try apply("ge", "Tensor", .tensor(other)).like(self)
    }
    public func less(than other: Tensor) throws(TorchError) -> Tensor {
        try apply("lt", "Tensor", .tensor(other)).like(self)
    }

    public func log() throws(TorchError) -> Tensor { try apply("log") }
    public func sqrt() throws(TorchError) -> Tensor { try apply("sqrt") }
    public func square() throws(TorchError) -> Tensor { try apply("square") }
    public func floor() throws(TorchError) -> Tensor { try apply("floor") }
    public func round() throws(TorchError) -> Tensor { try apply("round") }
    public func sigmoid() throws(TorchError) -> Tensor { try apply("sigmoid") }
    public func rectified() throws(TorchError) -> Tensor { try apply("relu") }
    public func leakyRectified(slope: Double) throws(TorchError) -> Tensor {
        try apply("leaky_relu", "", .number(slope))
    }
    public func clamped(_ low: Double, _ high: Double) throws(TorchError) -> Tensor {
        try apply("clamp", "", .number(low), .number(high))
    }

    // MARK: Reductions

    public func sum() throws(TorchError) -> Tensor { try apply("sum") }
    public func mean() throws(TorchError) -> Tensor { try apply("mean") }
    public func maximum() throws(TorchError) -> Tensor { try apply("max") }
    public func sum(over dimensions: [Int], keep: Bool = false) throws(TorchError) -> Tensor {
        try apply("sum", "dim_IntList", .integers(dimensions), .flag(keep))
    }
    public func mean(over dimensions: [Int], keep: Bool = false) throws(TorchError) -> Tensor {
        try apply("mean", "dim", .integers(dimensions), .flag(keep))
    }

    // MARK: Shape and kind

    public func reshaped(_ shape: [Int]) throws(TorchError) -> Tensor {
        try apply("reshape", "", .integers(shape))
    }
    public func permuted(_ order: [Int]) throws(TorchError) -> Tensor {
        try apply("permute", "", .integers(order))
    }
    public func narrowed(_ dimension: Int, from start: Int, count: Int) throws(TorchError) -> Tensor
    {
        try apply("narrow", "", .integer(dimension), .integer(start), .integer(count))
    }
    public func transposed() throws(TorchError) -> Tensor { try apply("t") }
    public func detached() throws(TorchError) -> Tensor { try apply("detach") }
    public func copied() throws(TorchError) -> Tensor { try apply("clone") }
    public func to(_ type: ScalarType) throws(TorchError) -> Tensor {
        try apply("to", "dtype", .integer(Int(type.rawValue)))
    }
    /// This tensor in the element type and on the device of another.
    public func like(_ other: Tensor) throws(TorchError) -> Tensor {
        try apply("to", "other", .tensor(other))
    }
    public func to(_ device: Device) throws(TorchError) -> Tensor {
        guard let type else { throw TorchError("a tensor of unknown element type") }
        return try apply("to", "device", .device(device), .integer(Int(type.rawValue)))
    }
    /// Channels last in memory, which convolutions on CPU and GPU prefer; the indices stay.
    public func channelsLast() throws(TorchError) -> Tensor {
        try apply("contiguous", "", .integer(2))
    }
    public func pixelShuffled(_ factor: Int) throws(TorchError) -> Tensor {
        try apply("pixel_shuffle", "", .integer(factor))
    }
    public func concatenated(_ others: [Tensor], over dimension: Int) throws(TorchError) -> Tensor {
        let results = try Torch.call(
            "cat", "", [.tensors([self] + others), .integer(dimension)])
        return results[0]
    }

    // MARK: Linear algebra

    /// Convolution of `[N, C, H, W]` with weights `[O, C / groups, k, k]`.
    public func convolved(
        _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0, groups: Int = 1
    ) throws(TorchError) -> Tensor {
        try apply(
            "conv2d", "", .tensor(weight), bias.map { .tensor($0) } ?? .none,
            .integers([stride, stride]), .integers([padding, padding]), .integers([1, 1]),
            .integer(groups))
    }
    public func multiplied(_ other: Tensor) throws(TorchError) -> Tensor {
        try apply("matmul", "", .tensor(other))
    }
    /// Windows as columns: `[N, C, H, W]` to `[N, C·k·k, positions]`.
    public func unfolded(kernel: Int, stride: Int, padding: Int) throws(TorchError) -> Tensor {
        try apply(
            "im2col", "", .integers([kernel, kernel]), .integers([1, 1]),
            .integers([padding, padding]), .integers([stride, stride]))
    }

    // MARK: Making

    public static func zeros(like other: Tensor) throws(TorchError) -> Tensor {
        try other.apply("zeros_like")
    }
    /// Draws from the standard normal distribution, from torch's seeded generator.
    public static func normal(_ shape: [Int]) throws(TorchError) -> Tensor {
        let results = try Torch.call(
            "randn", "", [.integers(shape), .integer(Int(ScalarType.float.rawValue))])
        return results[0]
    }
}
