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

    /// Sums, shapes broadcast.
    public static func + (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
        try a.apply("add", "Tensor", .tensor(b))
    }
    /// Differences, shapes broadcast.
    public static func - (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
        try a.apply("sub", "Tensor", .tensor(b))
    }
    /// Products of elements, shapes broadcast.
    public static func * (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
        try a.apply("mul", "Tensor", .tensor(b))
    }
    /// Quotients of elements, shapes broadcast.
    public static func / (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
        try a.apply("div", "Tensor", .tensor(b))
    }
    /// Every element plus a number.
    public static func + (a: Tensor, b: Double) throws(TorchError) -> Tensor {
        try a.apply("add", "Scalar", .number(b))
    }
    /// Every element less a number.
    public static func - (a: Tensor, b: Double) throws(TorchError) -> Tensor {
        try a.apply("sub", "Scalar", .number(b))
    }
    /// Every element times a number.
    public static func * (a: Tensor, b: Double) throws(TorchError) -> Tensor {
        try a.apply("mul", "Scalar", .number(b))
    }
    /// Every element divided by a number.
    public static func / (a: Tensor, b: Double) throws(TorchError) -> Tensor {
        try a.apply("div", "Scalar", .number(b))
    }

    /// Element by element: 1 where the condition holds, else 0, in the type of this tensor.
    public func greater(than bound: Double) throws(TorchError) -> Tensor {
        try apply("gt", "Scalar", .number(bound)).like(self)
    }
    /// 1 where an element is greater than the other, else 0.
    public func greater(than other: Tensor) throws(TorchError) -> Tensor {
        try apply("gt", "Tensor", .tensor(other)).like(self)
    }
    /// 1 where an element is at least the other, else 0.
    public func atLeast(_ other: Tensor) throws(TorchError) -> Tensor {
        try apply("ge", "Tensor", .tensor(other)).like(self)
    }
    /// 1 where an element is less than the other, else 0.
    public func less(than other: Tensor) throws(TorchError) -> Tensor {
        try apply("lt", "Tensor", .tensor(other)).like(self)
    }

    /// Natural logarithms.
    public func log() throws(TorchError) -> Tensor { try apply("log") }
    /// Square roots.
    public func sqrt() throws(TorchError) -> Tensor { try apply("sqrt") }
    /// Squares.
    public func square() throws(TorchError) -> Tensor { try apply("square") }
    /// Rounded down.
    public func floor() throws(TorchError) -> Tensor { try apply("floor") }
    /// Rounded to the nearest, halves to even.
    public func round() throws(TorchError) -> Tensor { try apply("round") }
    /// `1 / (1 + e^−x)`.
    public func sigmoid() throws(TorchError) -> Tensor { try apply("sigmoid") }
    /// `max(x, 0)`.
    public func rectified() throws(TorchError) -> Tensor { try apply("relu") }
    /// `x` where it is positive, else `slope · x`.
    public func leakyRectified(slope: Double) throws(TorchError) -> Tensor {
        try apply("leaky_relu", "", .number(slope))
    }
    /// Limited to a range.
    public func clamped(_ low: Double, _ high: Double) throws(TorchError) -> Tensor {
        try apply("clamp", "", .number(low), .number(high))
    }

    // MARK: Reductions

    /// The sum of all elements.
    public func sum() throws(TorchError) -> Tensor { try apply("sum") }
    /// The mean of all elements.
    public func mean() throws(TorchError) -> Tensor { try apply("mean") }
    /// The largest element.
    public func maximum() throws(TorchError) -> Tensor { try apply("max") }
    /// Sums over some dimensions.
    public func sum(over dimensions: [Int], keep: Bool = false) throws(TorchError) -> Tensor {
        try apply("sum", "dim_IntList", .integers(dimensions), .flag(keep))
    }
    /// Means over some dimensions.
    public func mean(over dimensions: [Int], keep: Bool = false) throws(TorchError) -> Tensor {
        try apply("mean", "dim", .integers(dimensions), .flag(keep))
    }

    // MARK: Shape and kind

    /// The same elements in another shape; one size may be −1.
    public func reshaped(_ shape: [Int]) throws(TorchError) -> Tensor {
        try apply("reshape", "", .integers(shape))
    }
    /// The same elements, dimensions in another order.
    public func permuted(_ order: [Int]) throws(TorchError) -> Tensor {
        try apply("permute", "", .integers(order))
    }
    /// A part of a dimension, without a copy.
    public func narrowed(_ dimension: Int, from start: Int, count: Int) throws(TorchError) -> Tensor
    {
        try apply("narrow", "", .integer(dimension), .integer(start), .integer(count))
    }
    /// A matrix with rows and columns exchanged.
    public func transposed() throws(TorchError) -> Tensor { try apply("t") }
    /// The same elements, cut off from what they were computed from.
    public func detached() throws(TorchError) -> Tensor { try apply("detach") }
    /// A copy of the elements.
    public func copied() throws(TorchError) -> Tensor { try apply("clone") }
    /// The elements as another type.
    public func to(_ type: ScalarType) throws(TorchError) -> Tensor {
        try apply("to", "dtype", .integer(Int(type.rawValue)))
    }
    /// This tensor in the element type and on the device of another.
    public func like(_ other: Tensor) throws(TorchError) -> Tensor {
        try apply("to", "other", .tensor(other))
    }
    /// The elements on a device.
    public func to(_ device: Device) throws(TorchError) -> Tensor {
        guard let type else { throw TorchError("a tensor of unknown element type") }
        return try apply("to", "device", .device(device), .integer(Int(type.rawValue)))
    }
    /// Channels last in memory, which convolutions on CPU and GPU prefer; the indices stay.
    public func channelsLast() throws(TorchError) -> Tensor {
        try apply("contiguous", "", .integer(2))
    }
    /// Depth to space: `[N, C·f², H, W]` becomes `[N, C, H·f, W·f]`.
    public func pixelShuffled(_ factor: Int) throws(TorchError) -> Tensor {
        try apply("pixel_shuffle", "", .integer(factor))
    }
    /// This tensor and others, joined along a dimension.
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
    /// The product of two matrices.
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

    /// Zeros of the shape, type and device of another tensor.
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
