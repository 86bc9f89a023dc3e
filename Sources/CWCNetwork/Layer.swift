/// One step of a network, with its shapes and without its numbers.
///
/// A network is declared once, as a list of layers. The trainer reads the list with floating-point
/// tensors, the codec reads the same list with integers; neither has a description of its own.
/// Tensors are `[H, W, C]`, channels last.
public indirect enum Layer: Hashable, Sendable {
    /// A two-dimensional convolution, full or depthwise, with a bias per output channel.
    case convolution(Convolution)
    /// `max(x, 0)`.
    case rectifier
    /// `x` where it is positive, else `x / 2^shift`; the shift is in `1...15`.
    case leakyRectifier(shift: Int)
    /// `x + body(x)`; the body keeps the shape.
    case residual([Layer])
    /// Depth to space: `[H, W, C·f²]` becomes `[H·f, W·f, C]`. Input channel `c·f² + i·f + j` goes
    /// to output channel `c` at row offset `i` and column offset `j`.
    case pixelShuffle(factor: Int)

    /// A convolution in which every channel has a kernel of its own and sees no other channel.
    public static func depthwise(
        _ channels: Int, kernel: Int, stride: Int = 1, padding: Int? = nil
    ) -> Layer {
        .convolution(
            Convolution(depthwise: channels, kernel: kernel, stride: stride, padding: padding))
    }
}

/// The shape of a convolution: a square kernel, a stride, and the same padding on all four sides.
///
/// An input of height `H` gives `(H + 2·padding − kernel) / stride + 1` rows. Weights are laid out
/// `[outputChannels, kernel, kernel, inputsPerOutput]`.
public struct Convolution: Hashable, Sendable {
    public var inputChannels: Int
    public var outputChannels: Int
    public var kernel: Int
    public var stride: Int
    public var padding: Int
    /// Whether output channel `c` depends on input channel `c` alone; there are then as many of
    /// the ones as of the others.
    public var isDepthwise: Bool

    /// The shape of a convolution in which every output depends on every input channel; without
    /// `padding`, one that keeps the size when the kernel is odd and the stride 1.
    public init(
        _ inputChannels: Int, _ outputChannels: Int, kernel: Int, stride: Int = 1,
        padding: Int? = nil
    ) {
        self.inputChannels = inputChannels
        self.outputChannels = outputChannels
        self.kernel = kernel
        self.stride = stride
        self.padding = padding ?? kernel / 2
        isDepthwise = false
    }

    /// The shape of a depthwise convolution.
    public init(depthwise channels: Int, kernel: Int, stride: Int = 1, padding: Int? = nil) {
        self.init(channels, channels, kernel: kernel, stride: stride, padding: padding)
        isDepthwise = true
    }

    /// Input channels that an output channel depends on.
    public var inputsPerOutput: Int { isDepthwise ? 1 : inputChannels }

    /// Groups of channels that do not see each other.
    public var groups: Int { isDepthwise ? inputChannels : 1 }

    /// Number of weights, biases not counted; also the products that one position of the output
    /// takes.
    public var weightCount: Int { outputChannels * kernel * kernel * inputsPerOutput }

    /// Rows (or columns) of output for `size` rows (or columns) of input.
    public func outputSize(_ size: Int) -> Int { (size + 2 * padding - kernel) / stride + 1 }
}

/// A declared network: its role, the channels it takes, and its layers in order.
public struct NetworkDeclaration: Hashable, Sendable {
    public var role: NetworkRole
    public var inputChannels: Int
    public var layers: [Layer]

    public init(role: NetworkRole, inputChannels: Int, layers: [Layer]) {
        self.role = role
        self.inputChannels = inputChannels
        self.layers = layers
    }

    /// By how much its pixel shuffles enlarge a picture in each direction.
    public var upsampling: Int {
        layers.reduce(1) {
            if case .pixelShuffle(let factor) = $1 { $0 * factor } else { $0 }
        }
    }

    /// Every convolution, in the order in which the layers run. Parameters of a network are stored
    /// in this order, both in training checkpoints and in model files.
    public var convolutions: [Convolution] { layers.flatMap(\.convolutions) }
}

extension Layer {
    /// Convolutions within this layer, in the order in which they run.
    public var convolutions: [Convolution] {
        switch self {
        case .convolution(let shape): [shape]
        case .residual(let body): body.flatMap(\.convolutions)
        case .rectifier, .leakyRectifier, .pixelShuffle: []
        }
    }
}
