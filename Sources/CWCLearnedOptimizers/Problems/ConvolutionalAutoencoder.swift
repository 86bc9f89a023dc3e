public import CWCTorch
import CWCTraining

/// A small convolutional autoencoder with the seed's binarizer: analysis to a quarter of the
/// resolution, 16 bits a position, synthesis by two depth-to-space steps. 20,556 parameters.
///
/// Instances are groups of channels, so that all of them are one convolution a layer. The loss is
/// half the sum of a crop's squared errors on the scale −1…1, divided by its values over 64 and
/// channels: what ``PatchAutoencoder`` has for 8×8 grey pixels.
public struct ConvolutionalAutoencoder: OptimizationProblem {
    let bank: PatchBank
    let batchSize: Int

    /// - Parameters:
    ///   - bank: Crops with three channels, their side a multiple of 4.
    ///   - batchSize: Crops of a batch.
    public init(_ bank: PatchBank, batchSize: Int = 16) {
        precondition(bank.channels == 3 && bank.side % 4 == 0, "crops of three channels")
        self.bank = bank
        self.batchSize = batchSize
    }

    /// A convolution from `inputs` to `outputs` channels.
    private struct Layer {
        var inputs: Int
        var outputs: Int
        var kernel: Int
        var stride = 1
        var padding = 1

        var weightShape: [Int] { [outputs, inputs, kernel, kernel] }
        var fanIn: Int { inputs * kernel * kernel }
    }

    private static let layers = [
        Layer(inputs: 3, outputs: 16, kernel: 4, stride: 2),
        Layer(inputs: 16, outputs: 32, kernel: 4, stride: 2),
        Layer(inputs: 32, outputs: 16, kernel: 1, padding: 0),
        Layer(inputs: 16, outputs: 64, kernel: 3),
        Layer(inputs: 16, outputs: 12, kernel: 3),
    ]

    /// Weights and biases of all layers.
    public var parameterCount: Int {
        Self.layers.reduce(0) { $0 + $1.outputs * ($1.fanIn + 1) }
    }

    /// Weights from normal distributions of variance 1/fan-in, biases 0.
    public func start(_ instances: Int) throws(TorchError) -> Tensor {
        var parts: [Tensor] = []
        for layer in Self.layers {
            let weights = try Tensor.normal([instances, layer.outputs * layer.fanIn])
            parts.append(try weights * inverseRoot(layer.fanIn))
            parts.append(try zeros([instances, layer.outputs]))
        }
        return try parts[0].concatenated(Array(parts.dropFirst()), over: 1)
    }

    /// Random crops, others for each instance.
    public func batch(_ instances: Int, of task: [Tensor]) throws(TorchError) -> [Tensor] {
        [try grouped(bank.draw(instances * batchSize), instances)]
    }

    /// The test crops, the same for all instances.
    public func testBatch(_ instances: Int, of task: [Tensor]) throws(TorchError) -> [Tensor] {
        [try shared(bank.test, instances)]
    }

    /// Crops of the training set, the first ones.
    public func wholeBatch(_ instances: Int, of task: [Tensor]) throws(TorchError) -> [Tensor] {
        let count = min(Self.wholeCount, bank.training.shape[0])
        return [try shared(bank.training.narrowed(0, from: 0, count: count), instances)]
    }

    private static let wholeCount = 256

    /// Crops `[count, values]` as `[count / instances, instances·3, side, side]`.
    private func grouped(_ crops: Tensor, _ instances: Int) throws(TorchError) -> Tensor {
        try crops.reshaped([-1, instances * 3, bank.side, bank.side])
    }

    /// The same crops for all instances.
    private func shared(_ crops: Tensor, _ instances: Int) throws(TorchError) -> Tensor {
        let count = crops.shape[0]
        let each = try crops.reshaped([count, 1, -1])
            .apply("expand", "", .integers([count, instances, crops.shape[1]]))
        return try each.reshaped([count, instances * 3, bank.side, bank.side])
    }

    /// The mean squared error of each instance times 32.
    public func losses(at parameters: Tensor, on batch: [Tensor]) throws(TorchError) -> Tensor {
        let instances = parameters.shape[0]
        var cutter = ParameterCutter(parameters)
        var x = batch[0]
        for (index, layer) in Self.layers.enumerated() {
            let shape = layer.weightShape
            let weight = try cutter.next(shape).reshaped([instances * shape[0]] + shape.dropFirst())
            let bias = try cutter.next([layer.outputs]).reshaped([-1])
            x = try x.convolved(
                weight, bias: bias, stride: layer.stride, padding: layer.padding,
                groups: instances)
            switch index {
            case 0, 1: x = try x.rectified()
            case 2: x = try Binarizer()(x.sigmoid())
            case 3: x = try x.pixelShuffled(2).rectified()
            default: x = try x.pixelShuffled(2)
            }
        }
        let errors = try (x - batch[0]).square()
            .reshaped([-1, instances, 3 * bank.side * bank.side])
        return try errors.mean(over: [0, 2]) * 32
    }
}
