internal import ArgumentParser
internal import CWCContainer
internal import CWCImageIO
internal import CWCNetwork
internal import CWCTorch
internal import CWCTraining
internal import Crypto

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Turn a run's checkpoint into a model file that the codec can use.")

    @Argument(help: "Folder of the run, or a safetensors file.")
    var source: String

    @Option(name: .shortAndLong, help: "The model file to write.")
    var output: String

    @Option(parsing: .upToNextOption, help: "Tar archives of pictures to measure scales on.")
    var data: [String]

    @Option(help: "Name of the model.")
    var name = "seed"

    @Option(help: "What the model says about itself.")
    var note = ""

    @Option(help: "Bits of activations outside residual bodies.")
    var streamBits = 8

    @Option(help: "Bits of activations within residual bodies.")
    var branchBits = 8

    @Option(help: "Factor on how far the importance map departs from its mean.")
    var mapContrast = 1.0

    @Option(help: "Also write the weights alone, as bfloat16 safetensors, to this file.")
    var weights: String?

    @OptionGroup var engine: EngineOptions

    func validate() throws {
        guard (1...15).contains(streamBits), (1...15).contains(branchBits) else {
            throw ValidationError("activations have 1…15 bits")
        }
    }

    func run() throws {
        let device = try engine.start()
        let path =
            source.hasSuffix(".safetensors") ? source : RunFolder(source).checkpoint
        let export = try SeedExport(
            try SafeTensors(parsing: try readFile(path)), device: device)
        var pictures = PictureSet()
        for archive in data { try pictures.addArchive(path: archive) }
        let model = try export.model(
            ExportRequest(
                name: name, note: note, pictures: pictures,
                bits: ActivationBits(stream: streamBits, branch: branchBits),
                mapContrast: mapContrast
            ) { bytes in ModelID(Array(SHA256.hash(data: bytes)).prefix(8)) })
        let bytes = model.fileBytes()
        try writeFile(bytes, to: output)
        report("\(output): model \(model.id), \(bytes.count) bytes")
        if let weights { try writeFile(try export.weights().serialized(), to: weights) }
    }
}
