import CWCFigures
public import CWCImage
import CWCImageIO
import CWCTorch

/// A run in a folder: trains a task to its end, logs, validates, and keeps checkpoints.
///
/// A run that finds a checkpoint continues from it. Whatever happens in between, at most the steps
/// since the last checkpoint are lost.
public struct TrainingRun {
    let folder: RunFolder
    let task: any TrainingTask
    let pictures: PictureSet
    /// Pictures that are validated on; without any there is no validation.
    public var validationPictures: [RasterImage] = []
    /// The codec that validates; nil leaves it at the estimates of the float networks.
    public var evaluator: (any FileEvaluator)?
    /// Steps between lines of the log.
    public var logInterval = 100
    /// Steps between checkpoints.
    public var checkpointInterval = 1000
    /// Steps between validations.
    public var validationInterval = 5000
    /// What trains, for the record.
    public var origin: Origin?
    /// Widths of activations of the models that are validated.
    public var bits = ActivationBits(stream: 12, branch: 8)
    /// Factor on how far the importance maps of seeds depart from their mean.
    public var mapContrast = 1.0

    /// A run of a task in a folder.
    public init(folder: RunFolder, task: any TrainingTask, pictures: PictureSet) {
        self.folder = folder
        self.task = task
        self.pictures = pictures
    }

    /// Trains to the end. `report` receives one line for people at a time.
    public func train(report: (String) -> Void) throws {
        // A checkpoint that is there but cannot be read must not be overwritten.
        if folder.hasCheckpoint, isWriter {
            let bytes = try readFile(folder.checkpoint)
            do { try task.restore(SafeTensors(parsing: bytes)) } catch {
                throw LogError(description: "\(folder.checkpoint): \(error)")
            }
            report("continuing from step \(task.step)")
        }
        try spread()
        guard isWriter else { return try follow(report: report) }
        try origin?.write(to: folder.sessions, step: task.step)
        var log = LogFile(path: folder.log)
        try log.drop(after: task.step)
        var pace = Pace(step: task.step)
        var monitor = TrainingMonitor()
        var pictureCount = 0
        var checksum: UInt32?
        while task.step < task.stepCount {
            let phase = task.phaseName
            let next = task.step + 1
            let ends = next == task.stepCount
            let figures = try advance(reporting: next % logInterval == 0 || ends)
            if var figures {
                figures.alarms = monitor.alarms(figures, phase: phase)
                figures.pictureCount *= ProcessGroup.size
                pictureCount = figures.pictureCount
                pace.pass(task.step)
                try write(figures, phase: phase, pace, to: &log)
                report(
                    progressLine(
                        figures, phase: phase, step: task.step, of: task.stepCount, pace))
            }
            if next % checkpointInterval == 0 || ends {
                checksum = try save()
            }
            if next % validationInterval == 0 || ends {
                try validate(phase: phase, report: report)
                try drawCurves(in: folder)
                pace.rest(at: task.step)
            }
        }
        if pictureCount > 0 { report("done: \(task.stepCount) steps") }
        if let checksum { reportAgreement(checksum, report) }
    }

    /// Replaces the checkpoint, once it is known that all processes have the same.
    private func save() throws -> UInt32? {
        let bytes = try task.checkpoint().serialized()
        let checksum = try agreed(bytes)
        try writeFile(bytes, to: folder.checkpoint)
        return checksum
    }

    private func write(
        _ figures: StepFigures, phase: String, _ pace: Pace, to log: inout LogFile
    ) throws {
        let names = ["step", "phase", "images_per_second", "loss", "psnr", "bpp", "gradient"]
        try log.open(
            header: (names + figures.details.map(\.name) + ["alarms"]).joined(separator: "\t"))
        try log.append(
            [
                "\(task.step)", phase, fixed(pace.stepsPerSecond * Double(figures.pictureCount), 1),
                fixed(figures.loss, 4), figures.psnr.map { fixed($0, 3) } ?? "",
                fixed(figures.bitsPerPixel, 4), fixed(figures.gradientNorm, 3),
            ] + figures.details.map { fixed($0.value, $0.decimals) }
                + [figures.alarms.joined(separator: "; ")])
    }

    /// Appends what the networks reach to `validation.tsv`: estimates, and real files where the
    /// phase has a model that codes them.
    private func validate(phase: String, report: (String) -> Void) throws {
        guard !validationPictures.isEmpty else { return }
        var log = LogFile(path: folder.validation)
        try log.drop(after: task.step - 1)
        try log.open(header: "step\tphase\tkind\tsetting\tbpp\tmap_bpp\tpsnr\tms_ssim")
        func write(_ points: [ValidationPoint], _ kind: String) throws {
            for point in points {
                try log.append([
                    "\(task.step)", phase, kind, fixed(point.setting, 2),
                    fixed(point.bitsPerPixel, 4), fixed(point.mapBitsPerPixel, 4),
                    fixed(point.psnr, 3), point.multiScaleSSIM.map { fixed($0, 5) } ?? "",
                ])
            }
            report(
                "\(kind): "
                    + points.map { "\(fixed($0.bitsPerPixel, 3)) bpp \(fixed($0.psnr, 2)) dB" }
                    .joined(separator: ", "))
        }
        try write(task.estimates(on: validationPictures), "estimate")
        guard let evaluator,
            let model = try task.exported(
                ExportRequest(
                    pictures: pictures, bits: bits, mapContrast: mapContrast))
        else { return }
        try write(evaluator.points(model, on: validationPictures), "file")
    }
}

/// The line for people on one step.
func progressLine(
    _ figures: StepFigures, phase: String, step: Int, of stepCount: Int, _ pace: Pace
) -> String {
    let rate = "\(fixed(figures.bitsPerPixel, 3)) bpp"
    let distortion = figures.psnr.map { "  \(fixed($0, 2)) dB" } ?? ""
    let left = pace.secondsLeft(from: step, to: stepCount)
    var line =
        "\(phase) \(step)/\(stepCount)  \(rate)\(distortion)  loss \(fixed(figures.loss, 3))"
        + "  |g| \(fixed(figures.gradientNorm, 2))"
        + "  \(fixed(pace.stepsPerSecond * Double(figures.pictureCount), 1)) images/s"
        + "  \(duration(left)) left"
    for alarm in figures.alarms { line += "  ! \(alarm)" }
    return line
}
