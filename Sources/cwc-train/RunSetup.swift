import CWCImageIO
import CWCLearnedOptimizers
internal import CWCToolSupport
import CWCTorch
import CWCTraining

/// A run that is about to begin or to go on: its configuration, its folder, and what they need.
struct RunSetup {
    var config: RunConfig
    let folder: RunFolder

    /// Reads a configuration file.
    static func config(at path: String) throws -> RunConfig {
        try inFile(path) { try RunConfig(parsing: readFile(path)) }
    }

    /// The run that lies in a folder.
    init(resuming path: String) throws {
        folder = RunFolder(path)
        config = try Self.config(at: folder.config)
    }

    init(_ config: RunConfig, in folder: RunFolder) {
        self.config = config
        self.folder = folder
    }

    /// Trains from the checkpoint, if there is one, to the end; or prints where the time of a few
    /// steps goes.
    func train(_ engine: EngineOptions, profiledSteps: Int? = nil) throws {
        // Nothing slow before what is quickly found wrong.
        let outline = try config.outline
        let place = try GroupPlace()
        guard profiledSteps == nil || place == nil else {
            throw ToolError("--profile is for one process")
        }
        let device = try engine.start(place)
        defer { ProcessGroup.leave() }
        var pictures = try trainingPictures(largerThan: outline.largestCrop)
        if device != .cpu { try pictures.move(to: device) }
        let held = try Self.pictures(config.validationData, for: "validation")
        if ProcessGroup.rank == 0 {
            printNote(
                "\(pictures.pictures.count) training pictures,"
                    + " \(held.pictures.count) to validate on")
        }
        let task = try config.makeTask(
            startingFrom: folder.hasCheckpoint || ProcessGroup.rank > 0 ? nil : pictures,
            device: device, optimizers: LearnedStep.init)
        if let profiledSteps {
            let run = TrainingRun(folder: folder, task: task, pictures: pictures)
            return try printOutput(lines: run.profile(steps: profiledSteps))
        }
        var run = TrainingRun(folder: folder, task: task, pictures: pictures)
        run.validationPictures = Array(held.pictures.prefix(config.validationCount))
        run.evaluator = CodecEvaluator(qualities: config.qualities, threads: max(1, engine.threads))
        run.logInterval = config.logInterval
        run.checkpointInterval = config.checkpointInterval
        run.validationInterval = config.validationInterval
        run.bits = config.bits
        run.mapContrast = config.mapContrast
        run.origin = Origin(
            version: SourceVersion.package, commit: SourceVersion.commit, torch: Torch.version,
            device: device.name, threads: engine.threads, seed: outline.seed)
        try run.train(report: printNote)
    }

    /// The pictures of the configuration that are large enough.
    func trainingPictures(largerThan side: Int) throws -> PictureSet {
        guard !config.data.isEmpty else {
            throw ToolError("no pictures to train on: --data, or 'data' in the configuration")
        }
        var pictures = try Self.pictures(config.data, for: "training")
        pictures.dropSmallerThan(side)
        guard !pictures.pictures.isEmpty else {
            throw ToolError("no training picture of at least \(side) pixels a side")
        }
        return pictures
    }

    /// Reads pictures; those that cannot be read are named and counted.
    static func pictures(_ paths: [String], for purpose: String) throws -> PictureSet {
        var pictures = PictureSet()
        for path in paths { try inFile(path) { try pictures.add(path: path) } }
        for (name, reason) in pictures.unreadable { printNote("skipped \(name): \(reason)") }
        if !pictures.unreadable.isEmpty {
            printNote("\(pictures.unreadable.count) \(purpose) files cannot be read")
        }
        return pictures
    }
}
