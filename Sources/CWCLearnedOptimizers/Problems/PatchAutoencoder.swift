public import CWCTorch
import CWCTraining

/// The smallest autoencoder with the seed's binarizer: patch → linear → squashing → bits → linear.
///
/// The loss is half the sum of a patch's squared errors on the scale −1…1, the mean over patches.
public struct PatchAutoencoder: OptimizationProblem {
    /// What comes before the binarizer, whose threshold is 1/2.
    public enum Activation: String, CaseIterable, Hashable, Sendable { case sigmoid, relu }

    let bank: PatchBank
    let bits: Int
    let activation: Activation
    let batchSize: Int
    let deviation: Double
    private let values: Int

    /// - Parameters:
    ///   - bank: The patches.
    ///   - bits: Bits of a patch.
    ///   - activation: What comes before the binarizer.
    ///   - batchSize: Patches of a batch.
    ///   - deviation: Standard deviation of the normal distribution that all parameters begin in.
    public init(
        _ bank: PatchBank, bits: Int = 8, activation: Activation = .sigmoid, batchSize: Int = 64,
        deviation: Double = 0.1
    ) {
        self.bank = bank
        self.bits = bits
        self.activation = activation
        self.batchSize = batchSize
        self.deviation = deviation
        values = bank.channels * bank.side * bank.side
    }

    /// Weights and biases of both layers.
    public var parameterCount: Int { 2 * values * bits + bits + values }

    /// Parameters from a normal distribution.
    public func start(_ instances: Int) throws(TorchError) -> Tensor {
        try Tensor.normal([instances, parameterCount]) * deviation
    }

    /// Random patches, others for each instance.
    public func batch(_ instances: Int, of task: [Tensor]) throws(TorchError) -> [Tensor] {
        [try bank.draw(instances * batchSize).reshaped([instances, batchSize, values])]
    }

    /// The test patches, the same for all instances.
    public func testBatch(_ instances: Int, of task: [Tensor]) throws(TorchError) -> [Tensor] {
        [try bank.test.apply("expand", "", .integers([instances] + bank.test.shape))]
    }

    /// Patches of the training set, the first ones.
    public func wholeBatch(_ instances: Int, of task: [Tensor]) throws(TorchError) -> [Tensor] {
        let count = min(Self.wholeCount, bank.training.shape[0])
        let patches = try bank.training.narrowed(0, from: 0, count: count)
        return [try patches.apply("expand", "", .integers([instances, count, values]))]
    }

    private static let wholeCount = 4096

    /// Half the sum of a patch's squared errors, the mean over patches.
    public func losses(at parameters: Tensor, on batch: [Tensor]) throws(TorchError) -> Tensor {
        var cutter = ParameterCutter(parameters)
        let analysis = try cutter.next([values, bits])
        let analysisBias = try cutter.next([1, bits])
        let synthesis = try cutter.next([bits, values])
        let synthesisBias = try cutter.next([1, values])
        let patches = batch[0]
        let sums = try analysisBias.apply("baddbmm", "", .tensor(patches), .tensor(analysis))
        let code = try Binarizer()(
            activation == .sigmoid ? sums.sigmoid() : sums.rectified())
        let decoded = try synthesisBias.apply("baddbmm", "", .tensor(code), .tensor(synthesis))
        let errors = try (decoded - patches).square().sum(over: [1, 2])
        return try errors * (0.5 / Double(patches.shape[1]))
    }
}
