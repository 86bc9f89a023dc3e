import ArgumentParser
import CWCContainer
import CWCFamilies
import CWCFigures
import CWCModel
import CWCModels
import CWCToolSupport

struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "Lists the models that are built in.",
        discussion: """
            A .cwc file names its model by an ID of 16 hexadecimal digits: the beginning of the \
            SHA-256 of the model's content.
            """)

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "Compute every ID anew and compare.")
    var verify = false

    func run() throws {
        if verify { for model in Models.all { try check(model) } }
        if json {
            let models = Models.all.map(\.json)
            try printOutput("\(["models": .array(models)] as JSON)\n")
        } else {
            try printOutput(Models.all.map { "\($0.text)\n" }.joined())
        }
    }
}

extension ModelsCommand {
    /// Compares the stated ID with the hash of the content (Spec model §4.7).
    private func check(_ model: EmbeddedModel) throws {
        let computed = try inFile(model.name) {
            try Model.computedID(of: model.bytes[...])
        }
        guard computed == model.id else {
            throw ToolError("\(model.name): says \(model.id), but its content is \(computed)")
        }
        printNote("\(model.name): \(computed) is the hash of its content")
    }
}

extension EmbeddedModel {
    /// A line of facts, and what the model says about itself.
    fileprivate var text: String {
        let facts = [
            name, "\(id)", "\(model.familyName) family",
            model.facts.map { "\($0.value) \($0.name)" }.joined(separator: ", "),
            "\(bytes.count) bytes", model.encodes ? "encodes and decodes" : "decodes",
        ].joined(separator: "  ")
        let note = model.description.note
        return note.isEmpty ? facts : "\(facts)\n    \(note)"
    }

    fileprivate var json: JSON {
        let head = [
            JSON.Member("name", .string(name)), JSON.Member("id", .string("\(id)")),
            JSON.Member("family", .string(model.familyName)),
        ]
        let facts = model.facts.map { JSON.Member($0.name, .integer($0.value)) }
        return .object(
            head + facts + [
                JSON.Member("bytes", .integer(bytes.count)),
                JSON.Member("encodes", .bool(model.encodes)),
                JSON.Member("note", .string(model.description.note)),
            ])
    }
}
