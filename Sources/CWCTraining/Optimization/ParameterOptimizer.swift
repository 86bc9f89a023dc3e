public import CWCTorch

/// Moves the parameters of a task in place of the trainer's own optimizers, until it gives up.
///
/// The trainer knows no optimizer but its own; the tool that has others hands a
/// ``ParameterOptimizerFactory`` in.
public protocol ParameterOptimizer: AnyObject {
    /// Factor on the update of each parameter; a parameter with factor 0 stays as it is.
    var rateFactors: [Double] { get set }

    /// Whether it has given up, for good: the trainer's own optimizers then move the parameters.
    var hasGivenUp: Bool { get }

    /// Takes the loss of a step, which is the same on every process.
    ///
    /// - Returns: Whether it gives up now.
    func observe(loss: Double) -> Bool

    /// Moves the parameters by their gradients, and clears these.
    ///
    /// - Returns: The norm of the gradients, one element; nothing moves when it is not finite.
    func step() throws(TorchError) -> Tensor

    /// Adds what continuing needs to a checkpoint.
    func add(to checkpoint: inout SafeTensors)

    /// Continues from a checkpoint.
    func restore(_ checkpoint: SafeTensors) throws(TorchError)
}

/// Makes the optimizer that a configuration chooses, for these parameters.
public typealias ParameterOptimizerFactory =
    (LearnedOptimizerChoice, [Tensor]) throws(TorchError) -> any ParameterOptimizer

/// A configuration's choice of a learned optimizer: `{"learned": FILE, "patience": STEPS}`.
public struct LearnedOptimizerChoice: Hashable, Sendable {
    /// The optimizer's file.
    public var path: String
    /// Steps in a row at which the loss may be above its lowest before Adam takes over.
    public var patience: Int

    /// A choice from its parts.
    public init(path: String, patience: Int = 200) {
        self.path = path
        self.patience = patience
    }

    /// Reads the member `optimizer` of a plan; nil where it names no file.
    init?(parsing config: inout ConfigReader) throws(ConfigError) {
        let path = try config.text("learned", default: "")
        let patience = try config.integer("patience", in: 1...1_000_000_000, default: 200)
        guard !path.isEmpty else { return nil }
        self.init(path: path, patience: patience)
    }
}
