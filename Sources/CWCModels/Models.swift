public import CWCContainer
import CWCEmbeddedFiles
public import CWCModel

/// The models that ship with this package.
///
/// ```swift
/// let image = try ImageDecoder(bytes).decode(models: Models.model(id:))
/// ```
public enum Models {
    /// All of them, the one to encode with first.
    public static let all: [EmbeddedModel] = {
        var count = 0
        let files = UnsafeBufferPointer(start: cwc_embedded_files(&count), count: count)
        return files.filter { String(cString: $0.folder) == "models" }.map(EmbeddedModel.init)
    }()

    /// Name of the model that is right for most pictures.
    public static let usual = "main-visual"

    /// The model with this name; nil when none has it.
    public static func model(named name: String) -> Model? {
        all.first { $0.name == name }?.model
    }

    /// The model with this ID; nil when it is not among those that ship.
    public static func model(id: ModelID) -> Model? {
        all.first { $0.id == id }?.model
    }
}
