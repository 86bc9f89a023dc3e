internal import CWCFigures
public import CWCTorch

/// A run's configuration: what is trained on what, and how it is evaluated.
///
/// It is a JSON object. `plan` belongs to the task that `model` names; everything else is here. The
/// article *Configurations* lists all keys.
public struct RunConfig: Sendable {
    /// Which task: ``TrainingTask/modelName``.
    public let model: String
    /// Tar archives, folders and picture files to train on.
    public var data: [String]
    /// The same to validate on; without any there is no validation.
    public var validationData: [String]
    /// How many of the validation pictures are coded during training.
    public var validationCount: Int
    /// Qualities at which they are coded.
    public var qualities: [Double]
    /// Steps between validations.
    public var validationInterval: Int
    /// Steps between checkpoints.
    public var checkpointInterval: Int
    /// Steps between lines of the log.
    public var logInterval: Int
    /// Widths of activations when the networks are turned into integers.
    public var bits: ActivationBits
    /// Factor on how far the seed's importance map then departs from its mean.
    public var mapContrast: Double
    /// The task's own part.
    private let plan: JSON
    private let about: String

    /// Parses a configuration and everything in it, the task's plan included.
    ///
    /// - Throws: The first key that is missing, unknown or has a value that makes no sense.
    public init(parsing bytes: [UInt8]) throws(ConfigError) {
        let value: JSON
        do { value = try JSON(parsing: bytes) } catch { throw ConfigError(key: "", "\(error)") }
        var config = try ConfigReader(value)
        about = try config.text("about", default: "")
        model = try config.text("model")
        guard let task = TrainingTasks.named(model) else {
            let names = TrainingTasks.all.map { "'\($0.modelName)'" }.joined(separator: ", ")
            throw config.error("model", "is '\(model)', must be one of \(names)")
        }
        data = try config.texts("data")
        logInterval = try config.integer("log_every", in: 1...1_000_000, default: 100)
        checkpointInterval = try config.integer(
            "checkpoint_every", in: 1...1_000_000_000, default: 1000)
        var validation = try config.object("validation")
        validationData = try validation.texts("data")
        validationCount = try validation.integer("pictures", in: 1...100_000, default: 8)
        validationInterval = try validation.integer("every", in: 1...1_000_000_000, default: 5000)
        qualities = try validation.numbers("qualities", in: 0...100, default: [20, 40, 60, 80])
        try validation.finish()
        var export = try config.object("export")
        bits = ActivationBits(
            stream: try export.integer("stream_bits", in: 1...15, default: 12),
            branch: try export.integer("branch_bits", in: 1...15, default: 8))
        mapContrast = try export.number("map_contrast", in: 0...4, default: 1)
        try export.finish()
        plan = try config.value("plan")
        try config.finish()
        _ = try parsedPlan(task)
    }

    /// The text of this configuration, with what has been changed in it since it was parsed.
    public var serialized: String {
        func list(_ values: [String]) -> JSON { .array(values.map(JSON.string)) }
        func number(_ value: Int) -> JSON { .number(Double(value)) }
        return JSON.object([
            .init("about", .string(about)), .init("model", .string(model)),
            .init("data", list(data)),
            .init("log_every", number(logInterval)),
            .init("checkpoint_every", number(checkpointInterval)),
            .init(
                "validation",
                .object([
                    .init("data", list(validationData)),
                    .init("pictures", number(validationCount)),
                    .init("every", number(validationInterval)),
                    .init("qualities", .array(qualities.map(JSON.number))),
                ])),
            .init(
                "export",
                .object([
                    .init("stream_bits", number(bits.stream)),
                    .init("branch_bits", number(bits.branch)),
                    .init("map_contrast", .number(mapContrast)),
                ])),
            .init("plan", plan),
        ]).formatted
    }

    /// What the plan says that every plan says.
    public var outline: any TrainingPlan {
        get throws(ConfigError) {
            guard let task = TrainingTasks.named(model) else {
                preconditionFailure("the model was checked")
            }
            return try parsedPlan(task)
        }
    }

    /// A task of this configuration, at its beginning.
    ///
    /// - Parameters:
    ///   - pictures: Training pictures to fit the first weights to; nil where a checkpoint is about
    ///     to overwrite them.
    ///   - device: Where to compute.
    ///   - optimizers: Makes the optimizer that the plan chooses, where it is not the trainer's own.
    /// - Returns: The task, at step 0.
    /// - Throws: What torch says.
    public func makeTask(
        startingFrom pictures: PictureSet?, device: Device, optimizers: ParameterOptimizerFactory?
    ) throws -> any TrainingTask {
        func make<Task: TrainingTask>(_ type: Task.Type) throws -> any TrainingTask {
            try Task(
                parsedPlan(type), startingFrom: pictures, device: device, optimizers: optimizers)
        }
        guard let task = TrainingTasks.named(model) else {
            preconditionFailure("the model was checked")
        }
        return try make(task)
    }

    private func parsedPlan<Task: TrainingTask>(
        _ task: Task.Type
    ) throws(ConfigError) -> Task.Plan {
        var reader = try ConfigReader(plan, path: "plan")
        let plan = try Task.Plan(parsing: &reader)
        try reader.finish()
        return plan
    }
}
