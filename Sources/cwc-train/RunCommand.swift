internal import ArgumentParser
internal import CWCImageIO
internal import CWCNetwork
internal import CWCTorch
internal import CWCTraining

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Train the seed's networks, without the importance map and then with it.",
        discussion: "Continues when the folder holds a checkpoint of the same settings.")

    @Argument(help: "Folder of the run: log, checkpoints, validation.")
    var folder: String

    @Option(parsing: .upToNextOption, help: "Tar archives of training pictures.")
    var data: [String]

    @Option(help: "Tar archive of validation pictures.")
    var validation: String?

    @Option(help: "Channel counts as eighths of the paper's.")
    var widthEighths = 2

    @Option(help: "Steps of the synthesis alone, the bits fixed, without the importance map.")
    var synthesisSteps = 10000

    @Option(help: "Steps of the importance branch alone, towards measured best levels.")
    var levelSteps = 3000

    @Option(help: "Steps with the importance map.")
    var mapSteps = 40000

    @Option(help: "Peak learning rate before the map.")
    var learningRate = 1e-3

    @Option(help: "Peak learning rate with the map.")
    var mapLearningRate = 1e-3

    @Option(help: "Factor on the learning rate of features and codes, with the map.")
    var analysisRate = 0.0

    @Option(help: "Factor on the learning rate of the importance branch, with the map.")
    var importanceRate = 1.0

    @Option(help: "How far the measured levels to learn depart from their mean, 0…1.")
    var levelContrast = 1.0

    @Option(help: "Pictures of a batch.")
    var batch = 4

    @Option(help: "Side of the training crops, a multiple of 8.")
    var crop = 128

    @Option(help: "Seed of all random numbers.")
    var seed: UInt64 = 1

    @Flag(help: "Compute in 32-bit floats instead of bfloat16.")
    var fullPrecision = false

    @OptionGroup var engine: EngineOptions

    func validate() throws {
        guard crop > 0, crop % 8 == 0 else {
            throw ValidationError("--crop must be a positive multiple of 8")
        }
        guard (2...16).contains(widthEighths) else {
            throw ValidationError("--width-eighths must be 2…16: the start needs 48 channels")
        }
    }

    private func phase(
        _ name: String, _ lesson: TrainingPhase.Lesson, _ steps: Int, _ rate: Double,
        analysis: Double = 0, importance: Double = 1
    ) -> TrainingPhase {
        TrainingPhase(
            name: name, lesson: lesson, stepCount: steps, batchSize: batch, cropSide: crop,
            learningRate: rate, analysisRate: analysis, importanceRate: importance)
    }

    func run() throws {
        let device = try engine.start()
        let runFolder = RunFolder(folder)
        try runFolder.create()
        var pictures = PictureSet()
        for path in data { try pictures.addArchive(path: path) }
        for (name, reason) in pictures.unreadable { report("skipped \(name): \(reason)") }
        pictures.dropSmallerThan(crop)
        guard !pictures.pictures.isEmpty else {
            throw ValidationError("no training picture of at least \(crop) pixels")
        }
        var held = PictureSet()
        if let validation { try held.addArchive(path: validation) }
        report("\(pictures.pictures.count) training, \(held.pictures.count) validation pictures")

        let plan = SeedPlan(
            architecture: SeedArchitecture(widthEighths: widthEighths),
            phases: [
                phase("synthesis", .uniform, synthesisSteps, learningRate),
                phase("levels", .measuredLevels, levelSteps, learningRate),
                phase(
                    "map", .map, mapSteps, mapLearningRate, analysis: analysisRate,
                    importance: importanceRate),
            ],
            seed: seed, levelContrast: levelContrast, autocast: !fullPrecision)
        let trainer = try SeedTrainer(
            plan, startingFrom: runFolder.hasCheckpoint ? nil : pictures,
            device: device)
        var run = TrainingRun(folder: runFolder, task: trainer, pictures: pictures)
        run.validationPictures = held.pictures
        try run.train(report: report)
    }
}

/// A line for people, on stderr.
func report(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(2, bytes, bytes.count)
}
