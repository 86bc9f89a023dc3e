import CWCImageIO
import CWCLearnedOptimizers
import CWCModel
internal import CWCToolSupport
import CWCTraining

/// Makes the model of a run's last checkpoint.
struct ModelOfRun {
    let setup: RunSetup
    let task: any TrainingTask

    /// Loads torch and the checkpoint.
    init(_ folder: String, _ engine: EngineOptions) throws {
        setup = try RunSetup(resuming: folder)
        guard setup.folder.hasCheckpoint else { throw ToolError("\(folder): has no checkpoint") }
        let device = try engine.start()
        task = try setup.config.makeTask(
            startingFrom: nil, device: device, optimizers: LearnedStep.init)
        let path = setup.folder.checkpoint
        let (run, task) = (setup, task)
        try inFile(path) {
            try task.restore(SafeTensors(parsing: readFile(run.folder.checkpoint)))
        }
    }

    /// The model in integers, its scales measured on the run's training pictures or on `data`.
    func model(
        name: String, note: String, data: [String] = [], bits: ActivationBits? = nil,
        mapContrast: Double? = nil
    ) throws -> Model {
        let paths = data.isEmpty ? setup.config.data : data
        let request = ExportRequest(
            name: name, note: note,
            pictures: try RunSetup.pictures(paths, for: "training"),
            bits: bits ?? setup.config.bits,
            mapContrast: mapContrast ?? setup.config.mapContrast)
        guard let model = try task.exported(request) else {
            throw ToolError(
                "\(setup.folder.path): at step \(task.step) there is no model that codes files")
        }
        return model
    }
}
