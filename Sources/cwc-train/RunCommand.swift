internal import ArgumentParser
internal import CWCImageIO
internal import CWCTraining

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
            curves.svg, sittings.tsv (versions, seed, device) and checkpoint.safetensors. \
            'cwc-train resume' goes on where a run stopped.
            """)

    @Argument(help: "The configuration, a JSON file; ready ones lie in Sources/cwc-train/configs.")
    var config: String

    @Option(name: .shortAndLong, help: "Folder of the run (default: runs/NAME).")
    var output: String?

    @Option(
        parsing: .upToNextOption,
        help: "Tar archives, folders and pictures to train on, in place of the configuration's.")
    var data: [String] = []

    @Option(parsing: .upToNextOption, help: "The same to validate on.")
    var validation: [String] = []

    @OptionGroup var engine: EngineOptions

    func run() throws {
        var config = try RunSetup.config(at: config)
        if !data.isEmpty { config.data = data }
        if !validation.isEmpty { config.validationData = validation }
        // The run goes on from wherever it is resumed.
        config.data = try config.data.map(absolutePath)
        config.validationData = try config.validationData.map(absolutePath)

        let folder = RunFolder(output ?? "runs/\(stem(self.config))")
        guard !folder.hasCheckpoint else {
            throw TrainError("\(folder.path) holds a run: 'cwc-train resume \(folder.path)'")
        }
        if output == nil { try RunFolder("runs").create() }
        try folder.create()
        try writeFile(Array(config.serialized.utf8), to: folder.config)
        try RunSetup(config, in: folder).train(engine)
    }

    /// `a/b.json` gives `b`.
    private func stem(_ path: String) -> String {
        let name = path.split(separator: "/").last ?? "run"
        return String(name.hasSuffix(".json") ? name.dropLast(5) : name)
    }

    private func absolutePath(_ path: String) throws -> String {
        guard let absolute = realpath(path, nil) else {
            throw TrainError("\(path): \(String(cString: strerror(errno)))")
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

    @OptionGroup var engine: EngineOptions

    func run() throws { try RunSetup(resuming: folder).train(engine) }
}
