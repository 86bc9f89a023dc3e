import CWCDecoder
import CWCImageIO
import CWCModels

/// Where models come from: the program itself, and files that the user names.
enum ModelSource {
    /// The model that a user means: by name, by ID, or as a file.
    static func model(_ choice: String) throws -> Model {
        if let model = Models.model(named: choice) { return model }
        if let id = ModelID(choice), let model = Models.model(id: id) { return model }
        guard choice.hasSuffix(".cwm") else {
            throw ToolError("model '\(choice)': not built in, and not the name of a .cwm file")
        }
        return try concerning(choice) { try Model(parsing: readFile(choice)[...]) }
    }

    /// Finds models among those of the given files, then among those built in.
    static func lookup(files: [String]) throws -> (ModelID) -> Model? {
        let own = try files.map(model)
        return { id in own.first { $0.id == id } ?? Models.model(id: id) }
    }
}
