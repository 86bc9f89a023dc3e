public import CWCContainer
import CWCModelData
public import CWCModel

/// The models that ship with this package.
///
/// ```swift
/// let image = try ImageDecoder(bytes).decode(models: Models.model(id:))
/// ```
public enum Models {
    /// All of them, the one to encode with first.
    public static let all: [EmbeddedModel] = {
        var all: [EmbeddedModel] = []
        var next = cwc_model_data_list()
        while let data = next?.pointee, data.name != nil {
            all.append(EmbeddedModel(data))
            next = next?.advanced(by: 1)
        }
        return all
    }()

    /// Name of the model that is right for most pictures.
    public static let usual = "main"

    /// The model with this name; nil when none has it.
    public static func model(named name: String) -> Model? {
        all.first { $0.name == name }?.model
    }

    /// The model with this ID; nil when it is not among those that ship.
    public static func model(id: ModelID) -> Model? {
        all.first { $0.id == id }?.model
    }
}
