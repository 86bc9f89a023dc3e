/// One step of a network with its numbers: the integer twin of `Layer`.
public indirect enum IntegerLayer: Hashable, Sendable {
    /// A convolution, requantized and clamped. Spec model §2.2.
    case convolution(IntegerConvolution)
    /// `max(x, 0)`. Spec model §2.5.
    case rectifier
    /// `x + body(x)`, clamped to the range; both terms have the same scale. Spec model §2.6.
    case residual([IntegerLayer], outputRange: ClosedRange<Int16>)
    /// Depth to space, as `Layer.pixelShuffle`. Spec model §2.7.
    case pixelShuffle(factor: Int)

    /// The layer without its numbers.
    public var declaration: Layer {
        switch self {
        case .convolution(let convolution): .convolution(convolution.shape)
        case .rectifier: .rectifier
        case .residual(let body, _): .residual(body.map(\.declaration))
        case .pixelShuffle(let factor): .pixelShuffle(factor: factor)
        }
    }
}
