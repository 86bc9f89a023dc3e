import CWCNetwork

/// Turns one output channel of a convolution into integers.
///
/// With input step `sᵢ`, weight step `s` and output step `sₒ`, the sum of products has the step
/// `sᵢ·s`, and requantization multiplies it by `sᵢ·s / sₒ`. The weight step is the channel's largest
/// weight over 127, or larger where the sum could otherwise leave 32 bits.
struct ChannelQuantizer {
    /// The tensor that the convolution reads, and the one that it writes.
    var input: TensorScale
    var output: TensorScale

    /// The numbers of one output channel.
    struct Channel {
        var weights: [Int8]
        var bias: Int32
        var multiplier: Int32
        var shift: UInt8
    }

    /// Weights are symmetric: −128 is not used.
    private static let largestWeight = 127.0
    /// No ratio of steps is smaller, so that the multiplier of a channel of tiny weights, or of
    /// none, keeps its precision within the largest shift.
    private static let smallestRatio = 0x1p-24

    /// The channel in integers, or nil where no weight step fits.
    func quantize(_ weights: ArraySlice<Float>, bias: Float) -> Channel? {
        let largest = Double(weights.lazy.map(\.magnitude).max() ?? 0)
        var step = max(
            largest / Self.largestWeight, Self.smallestRatio * output.step / input.step)
        // Each round makes the sum fit but for rounding, so the second or third is the last.
        for _ in 0..<16 {
            let integers = weights.map { Int8((Double($0) / step).rounded()) }
            let sum = integers.reduce(0) { $0 + Int64($1) }
            // What stands for zero in the input is taken off, what stands for it in the output put
            // on: the sum is over raw integers and so is the result.
            let offset = Double(bias) / output.step + Double(output.zero)
            let unit = input.step * step / output.step
            let exact = (offset / unit).rounded() - Double(Int64(input.zero) * sum)
            let magnitude = input.range.magnitude
            let reach = integers.reduce(Double(0)) { $0 + Double($1.magnitude) } * magnitude
            let excess = (reach + exact.magnitude) / 0x1p31
            if excess < 1 {
                guard let scale = Self.fixedPoint(unit) else { return nil }
                return Channel(
                    weights: integers, bias: Int32(exact), multiplier: scale.multiplier,
                    shift: scale.shift)
            }
            step *= excess * 1.01
        }
        return nil
    }

    /// `ratio` as a multiplier of 31 bits and a right shift.
    static func fixedPoint(_ ratio: Double) -> (multiplier: Int32, shift: UInt8)? {
        var multiplier = (ratio.significand * 0x1p30).rounded()
        var shift = 30 - Int(ratio.exponent)
        if multiplier == 0x1p31 {
            multiplier /= 2
            shift -= 1
        }
        guard let narrow = UInt8(exactly: shift), NetworkLimits.shifts.contains(narrow) else {
            return nil
        }
        return (Int32(multiplier), narrow)
    }
}

extension ClosedRange<Int16> {
    /// The largest magnitude of a value.
    fileprivate var magnitude: Double {
        Double(Swift.max(lowerBound.magnitude, upperBound.magnitude))
    }
}
