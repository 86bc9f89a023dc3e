import ArgumentParser
import CWCImageIO
import CWCModel
internal import CWCToolSupport
import CWCTraining

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Turn a run's checkpoint into a model file that the codec can use.")

    @Argument(help: "Folder of the run.")
    var folder: String

    @Option(name: .shortAndLong, help: "The model file to write.")
    var output: String

    @Option(
        parsing: .upToNextOption,
        help: "Pictures to measure scales on, in place of the run's training pictures.")
    var data: [String] = []

    @Option(help: "Name of the model.")
    var name = "seed"

    @Option(help: "What the model says about itself.")
    var note = ""

    @Option(help: "Bits of activations outside residual bodies, in place of the configuration's.")
    var streamBits: Int?

    @Option(help: "Bits of activations within residual bodies, likewise.")
    var branchBits: Int?

    @Option(help: "Factor on how far the importance map departs from its mean, likewise.")
    var mapContrast: Double?

    @Option(help: "Also write the weights alone, as bfloat16 safetensors, to this file.")
    var weights: String?

    @OptionGroup var engine: EngineOptions

    func validate() throws {
        guard [streamBits, branchBits].allSatisfy({ $0.map((1...15).contains) ?? true }) else {
            throw ValidationError("activations have 1…15 bits")
        }
    }

    func run() throws {
        let source = try ModelOfRun(folder, engine)
        let usual = source.setup.config.bits
        let model = try source.model(
            name: name, note: note, data: data,
            bits: ActivationBits(
                stream: streamBits ?? usual.stream, branch: branchBits ?? usual.branch),
            mapContrast: mapContrast)
        let bytes = model.fileBytes()
        try writeFile(bytes, to: output)
        printNote("\(output): model \(model.id), \(bytes.count) bytes")
        if let weights {
            try writeFile(source.task.weights().serialized(), to: weights)
        }
    }
}
