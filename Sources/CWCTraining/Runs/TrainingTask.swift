public import CWCImage
public import CWCModel
public import CWCTorch

/// What a run trains: networks, how they learn, and how they are evaluated.
///
/// A run owns folder, log, checkpoints and validation (``TrainingRun``); a task owns everything
/// that the weights depend on. Whoever adds a family of models writes one conformer and names it in
/// ``TrainingTasks``.
public protocol TrainingTask: AnyObject {
    /// What a configuration says of the task.
    associatedtype Plan: TrainingPlan

    /// The value of a configuration's `model` that selects this task.
    static var modelName: String { get }

    /// A fresh start.
    ///
    /// - Parameters:
    ///   - plan: What the configuration asks for.
    ///   - pictures: Training pictures to fit the first weights to; nil where a checkpoint is about
    ///     to overwrite them.
    ///   - device: Where to compute.
    ///   - optimizers: Makes the optimizer that the plan chooses, where it is not the trainer's own.
    /// - Throws: What torch says.
    init(
        _ plan: Plan, startingFrom pictures: PictureSet?, device: Device,
        optimizers: ParameterOptimizerFactory?
    ) throws

    /// Steps done, and steps in all.
    var step: Int { get }
    var stepCount: Int { get }
    /// Name of the phase that the next step belongs to; of the last phase when all is done.
    var phaseName: String { get }

    /// Where it computes.
    var device: Device { get }
    /// What the next step draws from.
    var random: TrainingRandom { get set }

    /// One step on random crops; `step` grows by one.
    ///
    /// - Returns: The figures of the step if `reporting`, else nil: reading numbers back from a GPU
    ///   makes the host wait, so steps that nobody looks at give none.
    func advance(on pictures: PictureSet, reporting: Bool) throws -> StepFigures?

    /// Everything that the rest of the run depends on.
    func checkpoint() throws -> SafeTensors

    /// Continues where a checkpoint of the same plan stopped.
    func restore(_ checkpoint: SafeTensors) throws

    /// What the float networks reach on whole pictures, rates estimated.
    func estimates(on pictures: [RasterImage]) throws -> [ValidationPoint]

    /// The integer model that the weights give; nil where the phase has no model that codes files.
    func exported(_ request: ExportRequest) throws -> Model?
}

/// The part of a configuration that is a task's own, parsed and checked without torch.
public protocol TrainingPlan: Sendable {
    /// Reads the members of the configuration's `plan`; the reader refuses those left over.
    init(parsing config: inout ConfigReader) throws(ConfigError)

    /// Steps of all phases together.
    var stepCount: Int { get }
    /// Seed of all random numbers.
    var seed: UInt64 { get }
    /// Side of the largest training crops, in pixels: smaller pictures are left out.
    var largestCrop: Int { get }
}
