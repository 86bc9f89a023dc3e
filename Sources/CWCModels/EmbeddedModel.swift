public import CWCContainer
import CWCEmbeddedFiles
import CWCFamilies
public import CWCModel
import Synchronization

/// A model that is part of the program.
public final class EmbeddedModel: Sendable {
    /// The name that the model gives itself, such as `seed`.
    public let name: String
    /// The model's ID.
    public let id: ModelID

    /// Constant data of the program: it is there for ever, and nobody writes to it.
    private nonisolated(unsafe) let file: UnsafeBufferPointer<UInt8>
    private let parsed = Mutex<Model?>(nil)

    /// Looks at the end of the file only; a model that nobody asks for costs nothing.
    init(_ embedded: cwc_embedded_file) {
        // It is named like its file, without the extension.
        name = String(String(cString: embedded.name).dropLast(".cwm".count))
        file = UnsafeBufferPointer(start: embedded.bytes, count: embedded.count)
        do throws(FormatError) {
            id = try Model.statedID(of: Array(file.suffix(64))[...])
        } catch {
            preconditionFailure("embedded model \(name): \(error)")
        }
    }

    /// The `.cwm` file, copied.
    public var bytes: [UInt8] { Array(file) }

    /// The model, parsed when it is first asked for and then kept. It can be asked for from any
    /// thread.
    public var model: Model {
        parsed.withLock { parsed in
            if let parsed { return parsed }
            do throws(FormatError) {
                let model = try Model(parsing: bytes[...])
                parsed = model
                return model
            } catch {
                // A test reads all embedded models, so a release has none that is broken.
                preconditionFailure("embedded model \(name): \(error)")
            }
        }
    }
}
