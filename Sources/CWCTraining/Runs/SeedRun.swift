public import CWCImageIO
internal import CWCTorch

/// A training run in a folder: log, checkpoints, validation.
///
/// The folder holds `log.tsv`, `validation.tsv` and `checkpoint.safetensors`. A run that finds a
/// checkpoint continues from it.
public struct SeedRun {
    let folder: String
    let trainer: SeedTrainer
    let validationPictures: [Picture]
    /// Steps between log lines, and between checkpoints with validation.
    public var logInterval = 100
    public var checkpointInterval = 1000

    public init(folder: String, trainer: SeedTrainer, validationPictures: [Picture]) {
        self.folder = folder
        self.trainer = trainer
        self.validationPictures = validationPictures
    }

    private var checkpointPath: String { Self.checkpointPath(in: folder) }

    /// Where a run's checkpoint lies.
    public static func checkpointPath(in folder: String) -> String {
        folder + "/checkpoint.safetensors"
    }

    /// Whether a run in this folder would continue.
    public static func hasCheckpoint(in folder: String) -> Bool {
        fileExists(checkpointPath(in: folder))
    }

    /// Trains to the end of the plan. `report` receives one line of progress at a time.
    public func train(on pictures: PictureSet, report: (String) -> Void) throws {
        // A checkpoint that is there but cannot be read must not be overwritten.
        if Self.hasCheckpoint(in: folder) {
            try trainer.restore(try SafeTensors(parsing: try readFile(checkpointPath)))
            report("continuing from step \(trainer.step)")
        }
        var log = LogFile(path: folder + "/log.tsv")
        try log.open(
            header: "step\tphase\tseconds\tloss\tpsnr\tbpp\tgradient\timportance\tspread")
        let start = monotonicSeconds()
        let firstStep = trainer.step
        while trainer.step < trainer.plan.stepCount {
            let phase = trainer.plan.phase(at: trainer.step).phase
            let figures = try trainer.advance(on: pictures)
            let step = trainer.step
            if step % logInterval == 0 {
                let seconds = monotonicSeconds() - start
                let pace = Double(step - firstStep) / seconds
                let left = Double(trainer.plan.stepCount - step) / pace
                try log.append([
                    "\(step)", phase.name, fixed(seconds, 1), fixed(figures.loss, 4),
                    fixed(figures.psnr, 3), fixed(figures.bitsPerPixel, 4),
                    fixed(figures.gradientNorm, 3), fixed(figures.importanceMean, 4),
                    fixed(figures.importanceSpread, 4),
                ])
                report(
                    "\(phase.name) \(step)/\(trainer.plan.stepCount)"
                        + "  \(fixed(figures.psnr, 2)) dB at \(fixed(figures.bitsPerPixel, 3)) bpp"
                        + "  loss \(fixed(figures.loss, 3))  |g| \(fixed(figures.gradientNorm, 2))"
                        + "  map \(fixed(figures.importanceMean, 3))"
                        + "±\(fixed(figures.importanceSpread, 3))"
                        + "  \(fixed(pace, 1)) steps/s  \(fixed(left / 60, 0)) min left")
            }
            if step % checkpointInterval == 0 || step == trainer.plan.stepCount {
                try save()
                try validate(phase: phase, report: report)
            }
        }
    }

    private func save() throws {
        try writeFile(try trainer.checkpoint().serialized(), to: checkpointPath)
    }

    /// Appends the rate–distortion points of the averaged parameters to `validation.tsv`.
    private func validate(phase: TrainingPhase, report: (String) -> Void) throws {
        guard !validationPictures.isEmpty else { return }
        let usesMap = phase.lesson != .uniform
        let settings: [Double] =
            usesMap ? [-5, -4, -3, -2, -1, 0, 1, 3] : [0, 1, 3, 6, 10, 15]
        let validation = SeedValidation(
            trainer.model, device: trainer.device, autocast: trainer.plan.autocast)
        let points = try trainer.average.applied {
            try settings.map {
                try validation.point(validationPictures, usesMap: usesMap, setting: $0)
            }
        }
        var log = LogFile(path: folder + "/validation.tsv")
        try log.open(header: "step\tphase\tsetting\tcode_bpp\tmap_bpp\tpsnr")
        for (setting, point) in zip(settings, points) {
            try log.append([
                "\(trainer.step)", phase.name, fixed(setting, 2), fixed(point.codeBitsPerPixel, 4),
                fixed(point.mapBitsPerPixel, 4), fixed(point.psnr, 3),
            ])
        }
        report(
            "validation: "
                + points.map {
                    "\(fixed($0.codeBitsPerPixel, 3))+\(fixed($0.mapBitsPerPixel, 3)):"
                        + fixed($0.psnr, 2)
                }.joined(separator: "  "))
    }
}
