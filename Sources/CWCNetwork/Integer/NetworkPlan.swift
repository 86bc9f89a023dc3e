import CWCKernels

/// The layers of a network in the order of work: nested lists made flat, weights packed for the
/// kernels, pointwise layers joined to the stages before them.
struct NetworkPlan: Sendable {
    /// What is known of a tensor before the size of a picture is.
    struct Tensor: Sendable {
        let channels: Int
        /// Its height is that of the network's input times `upsampling`, divided by `downsampling`.
        let upsampling: Int
        let downsampling: Int
        /// Rows that must stay when new ones come, because something still needs them.
        fileprivate(set) var reach = 0
    }

    private(set) var stages: [Stage] = []
    /// Tensor 0 is the network's input, tensor i + 1 the output of stage i.
    private(set) var tensors: [Tensor]
    let kernels: cwc_kernels

    /// Plans layers that `NetworkChecker` has passed.
    init(
        _ layers: [IntegerLayer], inputChannels: Int, inputRange: ClosedRange<Int16>,
        kernels: cwc_kernels
    ) {
        self.kernels = kernels
        tensors = [Tensor(channels: inputChannels, upsampling: 1, downsampling: 1)]
        append(layers, inputRange: inputRange)
    }

    /// By how much the whole network shrinks and enlarges.
    var scaling: (down: Int, up: Int) {
        let output = tensors[tensors.count - 1]
        return (output.downsampling, output.upsampling)
    }

    /// Appends the stages of a list that reads the tensor made last.
    private mutating func append(_ layers: [IntegerLayer], inputRange: ClosedRange<Int16>) {
        let source = tensors.count - 1
        var range = inputRange
        var rest = layers[...]
        while let layer = rest.popFirst() {
            switch layer {
            case .convolution(let convolution):
                append(
                    .convolution(
                        PackedConvolution(
                            convolution, inputRange: range, rectifier: rest.first,
                            kernels: kernels)))
                range = convolution.outputRange
                // Folded into the convolution, it has no work left to do.
                switch rest.first {
                case .rectifier: range = range.rectified
                case .leakyRectifier(let shift): range = range.leaked(by: shift)
                default: continue
                }
                rest.removeFirst()
            case .rectifier:
                finish(.rectify, source: source)
                range = range.rectified
            case .leakyRectifier(let shift):
                finish(.leak(shift: Int32(shift)), source: source)
                range = range.leaked(by: shift)
            case .residual(let body, let outputRange):
                let term = tensors.count - 1
                append(body, inputRange: range)
                // Until the body has its rows, those of the other term must wait.
                keep(stages[term...].reduce(0) { $0 + $1.lag }, of: term)
                finish(.add(tensor: term, range: outputRange), source: term)
                range = outputRange
            case .pixelShuffle(let factor):
                append(.pixelShuffle(factor: factor))
            }
        }
    }

    private mutating func append(_ maker: Stage.Maker) {
        let stage = Stage(input: tensors.count - 1, maker: maker)
        keep(stage.reach, of: stage.input)
        let before = tensors[stage.input]
        switch maker {
        case .convolution(let convolution):
            tensors.append(
                Tensor(
                    channels: convolution.shape.outputChannels, upsampling: before.upsampling,
                    downsampling: before.downsampling * convolution.shape.stride))
        case .pixelShuffle(let factor):
            tensors.append(
                Tensor(
                    channels: before.channels / (factor * factor),
                    upsampling: before.upsampling * factor, downsampling: before.downsampling))
        case .copy:
            tensors.append(
                Tensor(
                    channels: before.channels, upsampling: before.upsampling,
                    downsampling: before.downsampling))
        }
        stages.append(stage)
    }

    /// Works in place on the tensor made last, or on a copy if that is the source of the list:
    /// others may need it as it is.
    private mutating func finish(_ finish: Stage.Finish, source: Int) {
        if tensors.count - 1 == source { append(.copy) }
        stages[stages.count - 1].finishes.append(finish)
    }

    private mutating func keep(_ rows: Int, of tensor: Int) {
        tensors[tensor].reach = max(tensors[tensor].reach, rows)
    }
}
