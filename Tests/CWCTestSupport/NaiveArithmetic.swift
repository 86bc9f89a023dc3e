public import CWCNetwork

/// The arithmetic of Spec model §2 written straight from its formulas, in 64-bit integers and with
/// no regard for speed. It shares no code with the library.
public enum NaiveArithmetic {
    /// Runs layers over a whole tensor.
    public static func run(_ layers: [IntegerLayer], _ input: IntegerTensor) -> IntegerTensor {
        layers.reduce(input) { x, layer in
            switch layer {
            case .convolution(let convolution): run(convolution, x)
            case .rectifier: map(x) { max($0, 0) }
            case .leakyRectifier(let shift): map(x) { leak($0, shift) }
            case .residual(let body, let range): add(x, run(body, x), range)
            case .pixelShuffle(let factor): shuffle(x, factor)
            }
        }
    }

    public static func run(_ c: IntegerConvolution, _ a: IntegerTensor) -> IntegerTensor {
        let (k, s, p) = (c.shape.kernel, c.shape.stride, c.shape.padding)
        let height = (a.height + 2 * p - k) / s + 1
        let width = (a.width + 2 * p - k) / s + 1
        var values: [Int16] = []
        for y in 0..<height {
            for x in 0..<width {
                for o in 0..<c.shape.outputChannels {
                    var acc = Int(c.biases[o])
                    for ky in 0..<k {
                        for kx in 0..<k {
                            let inputs = c.shape.isDepthwise ? o...o : 0...a.channels - 1
                            for i in inputs {
                                let (row, column) = (y * s + ky - p, x * s + kx - p)
                                let inside =
                                    (0..<a.height).contains(row) && (0..<a.width).contains(column)
                                let value = inside ? a[row, column, i] : c.inputZero
                                let place = (o * k + ky) * k + kx
                                let w = c.weights[place * inputs.count + i - inputs.lowerBound]
                                acc += Int(w) * Int(value)
                            }
                        }
                    }
                    let scaled = requantize(acc, Int(c.multipliers[o]), Int(c.shifts[o]))
                    values.append(clamp(scaled, c.outputRange))
                }
            }
        }
        return IntegerTensor(
            height: height, width: width, channels: c.shape.outputChannels, values: values)
    }

    /// acc · multiplier / 2^shift to nearest, halves upward, by division with a positive remainder.
    public static func requantize(_ acc: Int, _ multiplier: Int, _ shift: Int) -> Int {
        let divisor = Int128(1) << Int128(shift)
        let numerator = 2 * Int128(acc) * Int128(multiplier) + divisor
        let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: 2 * divisor)
        return Int(remainder < 0 ? quotient - 1 : quotient)
    }

    /// ⌊x / 2^shift⌋ of a negative x, by division with a positive remainder.
    private static func leak(_ x: Int16, _ shift: Int) -> Int16 {
        guard x < 0 else { return x }
        let (quotient, remainder) = Int(x).quotientAndRemainder(dividingBy: 1 << shift)
        return Int16(remainder < 0 ? quotient - 1 : quotient)
    }

    private static func add(
        _ x: IntegerTensor, _ y: IntegerTensor, _ range: ClosedRange<Int16>
    ) -> IntegerTensor {
        IntegerTensor(
            height: x.height, width: x.width, channels: x.channels,
            values: zip(x.values, y.values).map { clamp(Int($0) + Int($1), range) })
    }

    private static func shuffle(_ x: IntegerTensor, _ f: Int) -> IntegerTensor {
        let channels = x.channels / (f * f)
        var values: [Int16] = []
        for row in 0..<x.height * f {
            for column in 0..<x.width * f {
                for c in 0..<channels {
                    let (i, j) = (row % f, column % f)
                    values.append(x[row / f, column / f, c * f * f + i * f + j])
                }
            }
        }
        return IntegerTensor(
            height: x.height * f, width: x.width * f, channels: channels, values: values)
    }

    private static func map(_ x: IntegerTensor, _ body: (Int16) -> Int16) -> IntegerTensor {
        IntegerTensor(
            height: x.height, width: x.width, channels: x.channels, values: x.values.map(body))
    }

    private static func clamp(_ value: Int, _ range: ClosedRange<Int16>) -> Int16 {
        Int16(min(max(value, Int(range.lowerBound)), Int(range.upperBound)))
    }
}
