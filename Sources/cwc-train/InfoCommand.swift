import ArgumentParser
import CWCFamilies
import CWCImageIO
import CWCModel
internal import CWCToolSupport
import CWCTorch
import CWCTraining

struct InfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Say what this program trains with, or what a run, checkpoint or model holds.")

    @Argument(help: "Folder of a run, a safetensors file or a model file.")
    var source: String?

    @OptionGroup var engine: EngineOptions

    func run() throws {
        guard let source else { return try printOutput(lines: environment()) }
        if source.hasSuffix(".cwm") {
            return try printOutput(lines: inFile(source) { try model(source) })
        }
        if source.hasSuffix(".safetensors") {
            return try printOutput(lines: inFile(source) { try checkpoint(source) })
        }
        try printOutput(lines: run(source))
    }

    /// Program, torch and devices. A torch that cannot be loaded is what one wants to know here.
    private func environment() throws -> [String] {
        var lines = [
            "cwc-train\t\(SourceVersion.package)", "commit\t\(SourceVersion.commit)",
            "shim\t\(engine.shimPath)",
        ]
        do throws(TorchError) {
            try Torch.load(path: engine.shimPath)
        } catch {
            return lines + ["torch\t\(error)"]
        }
        lines.append("torch\t\(Torch.version)")
        lines.append("cuda devices\t\(Torch.cudaDeviceCount)")
        return lines
    }

    private func run(_ path: String) throws -> [String] {
        let setup = try RunSetup(resuming: path)
        let outline = try setup.config.outline
        var lines = [
            "model\t\(setup.config.model)", "steps\t\(outline.stepCount)", "seed\t\(outline.seed)",
            "largest crop\t\(outline.largestCrop)",
        ]
        lines += setup.config.data.map { "data\t\($0)" }
        lines += setup.config.validationData.map { "validation\t\($0)" }
        guard setup.folder.hasCheckpoint else { return lines + ["checkpoint\tnone"] }
        return try lines
            + inFile(setup.folder.checkpoint) { try checkpoint(setup.folder.checkpoint) }
    }

    private func checkpoint(_ path: String) throws -> [String] {
        let outline = try SafeTensors.Outline(parsing: readFile(path))
        // Of a run, parameters are what Adam remembers something of; weights alone are all of them.
        let names = Set(outline.tensors.map(\.name))
        let learning = outline.tensors.filter { names.contains("adam.first.\($0.name)") }
        let parameters = learning.isEmpty ? outline.tensors : learning
        return outline.metadata.map { "\($0.name)\t\($0.value)" }
            + ["parameters\t\(parameters.reduce(0) { $0 + $1.shape.reduce(1, *) })"]
            + outline.tensors.map {
                "\($0.name)\t\($0.type) \($0.shape.map(String.init).joined(separator: "×"))"
            }
    }

    private func model(_ path: String) throws -> [String] {
        let model = try Model(parsing: readFile(path)[...])
        let description = model.description
        return [
            "name\t\(description.name)", "id\t\(model.id)", "family\t\(model.familyName)",
        ] + model.facts.map { "\($0.name)\t\($0.value)" } + [
            "encoder\t\(model.encodes ? "yes" : "no")", "note\t\(description.note)",
        ]
    }
}
