/// What went wrong in libtorch, or while loading it.
public struct TorchError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The message of the C++ exception or of the loader, first line only.
    public let description: String

    /// An error with the first line of a message.
    public init(_ message: String) {
        description = String(message.prefix { !$0.isNewline })
    }
}
