import CWCDecoder
import CWCImageIO
import CWCModels
import CWCToolSupport

/// Where models come from: the program itself, and files that the user names.
enum ModelSource {
    /// The model that a user means: by name, by ID, or as a file.
    static func model(_ choice: String, cpu instructions: InstructionSet) throws -> Model {
        using(instructions, try model(choice))
    }

    /// The model that a user means, as it is.
    static func model(_ choice: String) throws -> Model {
        if let model = Models.model(named: choice) { return model }
        if let id = ModelID(choice), let model = Models.model(id: id) { return model }
        guard choice.hasSuffix(".cwm") else {
            throw ToolError("model '\(choice)': not built in, and not the name of a .cwm file")
        }
        return try inFile(choice) { try Model(parsing: readFile(choice)[...]) }
    }

    /// Finds models among those of the given files, then among those built in, to be run with an
    /// instruction set.
    static func lookup(
        files: [String], cpu instructions: InstructionSet = .best
    ) throws -> (ModelID) -> Model? {
        let own = try files.map { try model($0) }
        return { id in
            (own.first { $0.id == id } ?? Models.model(id: id)).map { using(instructions, $0) }
        }
    }

    /// The model, to be run with an instruction set; as parsed, it has the best.
    private static func using(_ instructions: InstructionSet, _ model: Model) -> Model {
        instructions == .best ? model : model.using(instructions)
    }
}
