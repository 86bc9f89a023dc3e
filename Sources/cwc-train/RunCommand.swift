import ArgumentParser
import CWCImageIO
internal import CWCToolSupport
import CWCTraining

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Train as a configuration says.",
        discussion: """
            The folder of the run then holds the configuration, log.tsv, validation.tsv, \
            curves.svg, sessions.tsv (versions, seed, device) and checkpoint.safetensors. \
            'cwc-train resume' goes on where a run stopped.
            """)

    @Argument(help: "The configuration, a JSON file; ready ones lie in Sources/cwc-train/configs.")
    var config: String

    @Option(name: .shortAndLong, help: "Folder of the run (default: runs/NAME).")
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Instead of a run, train so many steps that nothing is kept of, and print where their"
                + " time goes.", valueName: "steps"))
    var profile: Int?

    @OptionGroup var pictures: PictureOptions
    @OptionGroup var engine: EngineOptions

    func validate() throws {
        guard profile.map({ $0 > 0 }) ?? true else {
            throw ValidationError("--profile takes a number of steps")
        }
    }

    func run() throws {
        var config = try RunSetup.config(at: config)
        try pictures.apply(to: &config)
        if let profile {
            // No folder: nothing is written.
            return try RunSetup(config, in: RunFolder("")).train(engine, profiledSteps: profile)
        }
        let folder = RunFolder(output ?? "runs/\(stem(self.config))")
        guard !folder.hasCheckpoint else {
            throw ToolError("\(folder.path) holds a run: 'cwc-train resume \(folder.path)'")
        }
        if try GroupPlace()?.rank ?? 0 == 0 {
            if output == nil { try RunFolder("runs").create() }
            try folder.create()
            try writeFile(Array(config.serialized.utf8), to: folder.config)
        }
        try RunSetup(config, in: folder).train(engine)
    }
}

/// Pictures in place of those that a configuration names.
struct PictureOptions: ParsableArguments {
    @Option(
        parsing: .upToNextOption,
        help: "Tar archives, folders and pictures to train on, in place of the configuration's.")
    var data: [String] = []

    @Option(parsing: .upToNextOption, help: "The same to validate on.")
    var validation: [String] = []

    /// Puts the pictures into a configuration, all paths absolute: a run goes on from wherever it
    /// is resumed.
    func apply(to config: inout RunConfig) throws {
        config.data = try (data.isEmpty ? config.data : data).map(absolutePath)
        config.validationData = try (validation.isEmpty ? config.validationData : validation)
            .map(absolutePath)
    }

    private func absolutePath(_ path: String) throws -> String {
        guard let absolute = realpath(path, nil) else {
            throw ToolError("\(path): \(String(cString: strerror(errno)))")
        }
        defer { free(absolute) }
        return String(cString: absolute)
    }
}

struct ResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Go on with a run from its last checkpoint.",
        discussion: """
            On a CPU with the same number of threads and 32-bit floats the weights are then the \
            same, bit for bit, as without the stop.
            """)

    @Argument(help: "Folder of the run.")
    var folder: String

    @OptionGroup var pictures: PictureOptions
    @OptionGroup var engine: EngineOptions

    func run() throws {
        var setup = try RunSetup(resuming: folder)
        try pictures.apply(to: &setup.config)
        try setup.train(engine)
    }
}
