import ArgumentParser
import CWCContainer
import CWCFamilies
import CWCImageIO
import CWCModel
import CWCSeed
internal import CWCToolSupport
import CWCTraining

struct ContextsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contexts",
        abstract: "Learn a model's contexts for the range coder from codes of pictures.",
        discussion: """
            Writes the model with the contexts, and so with another ID. Needs no torch. Prints the \
            bytes of the validation pictures' codes for each quality.
            """)

    @Argument(help: "The model file.")
    var model: String

    @Option(name: .shortAndLong, help: "The model file to write.")
    var output: String

    @Option(parsing: .upToNextOption, help: "Tar archives, folders and pictures to learn from.")
    var data: [String]

    @Option(help: "The same to choose on and to measure.")
    var validation: String

    @Option(help: "Learn from so many pictures, the first ones.")
    var pictures = 400

    @Option(help: "The most neighbours that a plane's contexts are made of.")
    var neighbours = 8

    @Option(parsing: .upToNextOption, help: "Qualities to choose on and to measure.")
    var qualities = [20.0, 40.0, 60.0, 80.0]

    func validate() throws {
        guard pictures >= 1, (0...ContextModel.mostNeighbours).contains(neighbours) else {
            throw ValidationError(
                "one picture or more, and at most \(ContextModel.mostNeighbours) neighbours")
        }
        guard !qualities.isEmpty, qualities.allSatisfy((0...100).contains) else {
            throw ValidationError("qualities are from 0 to 100")
        }
    }

    func run() throws {
        let model = try inFile(self.model) {
            try Model(parsing: readFile(self.model)[...])
        }
        let set = try RunSetup.pictures(data, for: "training")
        let held = try RunSetup.pictures([validation], for: "validation")
        guard let networks = model.seed, let shape = model.seedShape else {
            throw ValidationError("contexts are learned for models of the seed family")
        }
        let material = try set.pictures.prefix(pictures).map {
            try CodedPicture($0, model: model, quality: 100)
        }
        guard !material.isEmpty, !held.pictures.isEmpty else {
            throw ValidationError("no picture to learn from, or none to measure")
        }
        printNote("learning from \(material.count) pictures")
        let measured = try qualities.map { quality in
            try held.pictures.map { try CodedPicture($0, model: model, quality: quality) }
        }
        let contexts = ContextMeasure.withBestStart(
            ContextTraining(material, mostNeighbours: neighbours).contexts(),
            on: measured.flatMap { $0 })
        print("quality\tpacked\tdeflate\tplain\tcontexts")
        for (quality, coded) in zip(qualities, measured) {
            let bytes = [
                ContextMeasure.byteCount(coded, form: .packed),
                ContextMeasure.byteCount(coded, form: .deflate),
                ContextMeasure.byteCount(coded),
                ContextMeasure.byteCount(coded, contexts: contexts),
            ]
            print(([String(quality)] + bytes.map(String.init)).joined(separator: "\t"))
        }
        let result = try Model(
            description: model.description, shape: shape,
            SeedNetworks(
                synthesis: networks.synthesis, encoder: networks.encoder, contexts: contexts))
        let bytes = result.fileBytes()
        try writeFile(bytes, to: output)
        printNote("\(output): model \(result.id), \(bytes.count) bytes")
    }
}
