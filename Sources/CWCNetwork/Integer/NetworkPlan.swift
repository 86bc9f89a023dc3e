import CWCKernels

/// What running a network comes to: its layers with weights packed for the kernels and rectifiers
/// folded into the layers before them.
struct NetworkPlan: Sendable {
    private indirect enum Step: Sendable {
        case convolution(PackedConvolution)
        case rectifier
        case residual(NetworkPlan, ClosedRange<Int16>)
        case pixelShuffle(factor: Int)
    }

    private var steps: [Step] = []
    private let kernels: cwc_kernels

    /// Plans layers that `NetworkChecker` has passed, for inputs in a range.
    init(_ layers: [IntegerLayer], inputRange: ClosedRange<Int16>, kernels: cwc_kernels) {
        self.kernels = kernels
        var inputRange = inputRange
        var index = 0
        while index < layers.count {
            let layer = layers[index]
            index += 1
            let rectified = index < layers.count && layers[index] == .rectifier
            switch layer {
            case .convolution(let convolution):
                steps.append(
                    .convolution(
                        PackedConvolution(
                            convolution, inputRange: inputRange, rectified: rectified,
                            kernels: kernels)))
                inputRange = convolution.outputRange
            case .residual(let body, let range):
                steps.append(
                    .residual(
                        NetworkPlan(body, inputRange: inputRange, kernels: kernels),
                        rectified ? range.rectified : range))
                inputRange = range
            case .rectifier:
                steps.append(.rectifier)
                inputRange = inputRange.rectified
                continue
            case .pixelShuffle(let factor):
                steps.append(.pixelShuffle(factor: factor))
                continue
            }
            if rectified {
                index += 1
                inputRange = inputRange.rectified
            }
        }
    }

    /// Runs the steps. Each tensor is freed as soon as the next one stands.
    func callAsFunction(_ input: consuming IntegerTensor, threads: Int) -> IntegerTensor {
        var tensor = input
        for step in steps {
            switch step {
            case .convolution(let convolution):
                tensor = convolution(tensor, threads: threads)
            case .rectifier:
                tensor.values.withUnsafeMutableBufferPointer {
                    kernels.rectify($0.baseAddress, $0.count)
                }
            case .residual(let body, let range):
                var sum = body(tensor, threads: threads)
                add(tensor, to: &sum, range: range, threads: threads)
                tensor = sum
            case .pixelShuffle(let factor):
                tensor = shuffle(tensor, factor: factor, threads: threads)
            }
        }
        return tensor
    }

    private func add(
        _ term: IntegerTensor, to sum: inout IntegerTensor, range: ClosedRange<Int16>, threads: Int
    ) {
        let height = sum.height
        let row = sum.width * sum.channels
        sum.values.withUnsafeMutableBufferPointer { sums in
            term.values.withUnsafeBufferPointer { terms in
                guard let sums = sums.baseAddress, let terms = terms.baseAddress else { return }
                forEachBand(of: height, threads: threads) { rows in
                    kernels.add_clamp(
                        sums + rows.lowerBound * row, terms + rows.lowerBound * row,
                        rows.count * row, range.lowerBound, range.upperBound)
                }
            }
        }
    }

    private func shuffle(_ input: IntegerTensor, factor: Int, threads: Int) -> IntegerTensor {
        let channels = input.channels / (factor * factor)
        // Elements of one row of input, and of the rows of output that it becomes.
        let row = input.width * input.channels
        return IntegerTensor(
            height: input.height * factor, width: input.width * factor, channels: channels
        ) { output in
            input.values.withUnsafeBufferPointer { values in
                guard let values = values.baseAddress else { return }
                forEachBand(of: input.height, threads: threads) { rows in
                    kernels.pixel_shuffle(
                        values + rows.lowerBound * row, Int32(rows.count), Int32(input.width),
                        Int32(channels), Int32(factor), output + rows.lowerBound * row)
                }
            }
        }
    }
}

extension NetworkPlan {
    /// The largest number of elements alive at once while the plan runs on `[height, width,
    /// channels]`, and the size of what comes out.
    func peak(
        height: Int, width: Int, channels: Int
    ) -> (elements: Int, height: Int, width: Int, channels: Int) {
        var (height, width, channels) = (height, width, channels)
        var elements = height * width * channels
        for step in steps {
            let before = height * width * channels
            switch step {
            case .convolution(let convolution):
                height = convolution.shape.outputSize(height)
                width = convolution.shape.outputSize(width)
                channels = convolution.shape.outputChannels
                elements = max(elements, before + height * width * channels)
            case .rectifier:
                break
            case .residual(let body, _):
                // The input stays for the sum while the body works.
                let inside = body.peak(height: height, width: width, channels: channels)
                elements = max(elements, before + inside.elements)
            case .pixelShuffle(let factor):
                height *= factor
                width *= factor
                channels /= factor * factor
                elements = max(elements, 2 * before)
            }
        }
        return (elements, height, width, channels)
    }
}
