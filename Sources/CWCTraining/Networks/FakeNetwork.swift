import CWCNetwork
import CWCTorch

/// A network that runs in training as its integer twin runs in the codec.
///
/// Forward is the integer engine's arithmetic, number for number (Spec model §2): sums of products
/// in 64-bit floats, where they are exact, then multiplied, rounded, shifted and clamped as 64-bit
/// integers. Backward is that of the float network at the same activations, straight through the
/// rounding; where a value was clamped, nothing passes.
struct FakeNetwork {
    let float: FloatNetwork
    let integers: QuantizedNetwork
    let device: Device

    /// A tensor as integers (64-bit floats with whole values, without gradient) and as what they
    /// mean (with gradient).
    struct Pair {
        var integers: Tensor
        var real: Tensor
        var scale: TensorScale
    }

    /// Runs the network. `observe` sees the integers that each layer puts out, in running order.
    func callAsFunction(
        _ input: Pair, observe: ((Tensor) throws(TorchError) -> Void)? = nil
    ) throws(TorchError) -> Pair {
        var next = 0
        return try run(integers.network.layers, input, &next, observe)
    }

    private func run(
        _ layers: [IntegerLayer], _ input: Pair, _ next: inout Int,
        _ observe: ((Tensor) throws(TorchError) -> Void)?
    ) throws(TorchError) -> Pair {
        var x = input
        for layer in layers {
            switch layer {
            case .convolution(let convolution):
                x = try convolve(convolution, x, at: next)
                next += 1
            case .rectifier where x.scale.range.lowerBound >= 0:
                // The clamp before it has done its work; a positive number that was rounded to 0
                // still passes gradients.
                break
            case .rectifier:
                x.integers = try x.integers.rectified()
                x.real = try x.real.rectified()
                x.scale.range = 0...x.scale.range.upperBound
            case .leakyRectifier(let shift):
                let slope = 1 / Double(1 << shift)
                let negative = try x.integers.apply("clamp_max", "", .number(0)) * slope
                x.integers = try x.integers.rectified() + negative.floor()
                x.real = try x.real.leakyRectified(slope: slope)
                x.scale.range = x.scale.range.leaked(by: shift)
            case .residual(let body, let range):
                let change = try run(body, x, &next, observe)
                let sum = try x.integers + change.integers
                let real = try x.real + change.real
                x = try pair(sum, range, x.scale, following: real)
            case .pixelShuffle(let factor):
                x.integers = try x.integers.pixelShuffled(factor)
                x.real = try x.real.pixelShuffled(factor)
            }
            try observe?(x.integers)
        }
        return x
    }

    private func convolve(
        _ convolution: IntegerConvolution, _ x: Pair, at index: Int
    ) throws(TorchError) -> Pair {
        let real = try x.real.convolved(
            float.weights[index], bias: float.biases[index], stride: convolution.shape.stride,
            padding: convolution.shape.padding, groups: convolution.shape.groups)
        let result = try Torch.withoutGradient { () throws(TorchError) in
            try sums(convolution, x.integers)
        }
        return try pair(result, convolution.outputRange, integers.scales[index], following: real)
    }

    /// `(sum · multiplier + 2^(shift − 1)) >> shift` of a convolution's sums, not yet clamped.
    private func sums(
        _ convolution: IntegerConvolution, _ x: Tensor
    ) throws(TorchError) -> Tensor {
        let shape = convolution.shape
        let size = [shape.outputChannels, shape.kernel, shape.kernel, shape.inputsPerOutput]
        let weights = try Tensor(
            convolution.weights.map(Float.init), shape: size, device: device
        ).to(.double).permuted([0, 3, 1, 2])
        // Outside the picture stands `inputZero`; torch pads with 0, so it is taken off before and
        // put back into the sum.
        let zero = Double(convolution.inputZero)
        let count = shape.weightCount / shape.outputChannels
        let offsets = (0..<shape.outputChannels).map { output in
            let row = convolution.weights[output * count..<(output + 1) * count]
            return Int64(convolution.biases[output])
                + Int64(convolution.inputZero) * row.reduce(0) { $0 + Int64($1) }
        }
        func column(_ values: [Int64]) throws(TorchError) -> Tensor {
            try Tensor(indices: values, shape: [1, shape.outputChannels, 1, 1], device: device)
        }
        let sum =
            try (x - zero).convolved(
                weights, stride: shape.stride, padding: shape.padding, groups: shape.groups
            ).to(.int64) + column(offsets)
        let scaled = try sum * column(convolution.multipliers.map(Int64.init))
        let rounded = try scaled + column(convolution.shifts.map { 1 << (Int64($0) - 1) })
        return try rounded.apply(
            "bitwise_right_shift", "Tensor", .tensor(column(convolution.shifts.map(Int64.init)))
        ).to(.double)
    }

    /// Clamps integers, and gives them the gradient of what they stand for.
    private func pair(
        _ integers: Tensor, _ range: ClosedRange<Int16>, _ scale: TensorScale,
        following real: Tensor
    ) throws(TorchError) -> Pair {
        let (clamped, value) = try Torch.withoutGradient { () throws(TorchError) in
            let clamped = try integers.clamped(
                Double(range.lowerBound), Double(range.upperBound))
            return (
                clamped, try ((clamped - Double(scale.zero)) * scale.step).like(real.detached())
            )
        }
        var scale = scale
        scale.range = range
        let inside = try clamped.apply("eq", "Tensor", .tensor(integers))
        return Pair(
            integers: clamped, real: try Substitution(value: value, inside: inside)(real),
            scale: scale)
    }
}

/// Puts a value in the place of another; gradients pass where `inside` is set.
private struct Substitution: DifferentiableFunction {
    let value: Tensor
    let inside: Tensor

    func forward(_ input: Tensor) throws(TorchError) -> Tensor { value }

    func backward(_ gradient: Tensor, at input: Tensor) throws(TorchError) -> Tensor {
        try gradient * inside.like(gradient)
    }
}
