/// One step of a network with its numbers: the integer twin of `Layer`.
public indirect enum IntegerLayer: Hashable, Sendable {
    /// A convolution, full or depthwise, requantized and clamped. Spec model §2.2.
    case convolution(IntegerConvolution)
    /// `max(x, 0)`. Spec model §2.5.
    case rectifier
    /// `x` where it is positive, else `⌊x / 2^shift⌋`; the shift is in `1...15`. Spec model §2.5.
    case leakyRectifier(shift: Int)
    /// `x + body(x)`, clamped to the range; both terms have the same scale. Spec model §2.6.
    case residual([IntegerLayer], outputRange: ClosedRange<Int16>)
    /// Depth to space, as `Layer.pixelShuffle`. Spec model §2.7.
    case pixelShuffle(factor: Int)

    /// The layer without its numbers.
    public var declaration: Layer {
        switch self {
        case .convolution(let convolution): .convolution(convolution.shape)
        case .rectifier: .rectifier
        case .leakyRectifier(let shift): .leakyRectifier(shift: shift)
        case .residual(let body, _): .residual(body.map(\.declaration))
        case .pixelShuffle(let factor): .pixelShuffle(factor: factor)
        }
    }
}
