import ArgumentParser
import CWCModels
import CWCNetwork

struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "Lists the models that are built in.",
        discussion: """
            A .cwc file names its model by an ID of 16 hexadecimal digits: the beginning of the \
            SHA-256 of the model's content.
            """)

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        if json {
            let models = Models.all.map(\.json)
            try printData("\(JSON.object([("models", .array(models))]))\n")
        } else {
            try printData(Models.all.map { "\($0.text)\n" }.joined())
        }
    }
}

extension EmbeddedModel {
    /// A line of facts, and what the model says about itself.
    fileprivate var text: String {
        let description = model.description
        let facts = [
            name, "\(id)", "family \(description.family)",
            "\(description.planes) planes, \(description.levels) levels",
            "\(bytes.count) bytes", model.encoder == nil ? "decodes" : "encodes and decodes",
        ].joined(separator: "  ")
        return description.note.isEmpty ? facts : "\(facts)\n    \(description.note)"
    }

    fileprivate var json: JSON {
        let description = model.description
        return .object([
            ("name", .string(name)), ("id", .string("\(id)")),
            ("family", .integer(Int(description.family))),
            ("planes", .integer(description.planes)), ("levels", .integer(description.levels)),
            ("bytes", .integer(bytes.count)), ("encodes", .bool(model.encoder != nil)),
            ("note", .string(description.note)),
        ])
    }
}
