/// The tasks that a configuration can name.
public enum TrainingTasks {
    /// All of them. Whoever adds a codec family adds a line.
    public static var all: [any TrainingTask.Type] {
        [SeedTrainer.self, WaveletTrainer.self]
    }

    /// The task whose ``TrainingTask/modelName`` this is.
    public static func named(_ model: String) -> (any TrainingTask.Type)? {
        all.first { $0.modelName == model }
    }
}
