/// The tasks that a configuration can name.
public enum TrainingTasks {
    public static var all: [any TrainingTask.Type] {
        [SeedTrainer.self, WaveletTrainer.self]
    }

    /// The task whose ``TrainingTask/modelName`` this is.
    public static func named(_ model: String) -> (any TrainingTask.Type)? {
        all.first { $0.modelName == model }
    }
}
