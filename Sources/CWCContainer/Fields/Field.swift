/// One field of a file as it was read, for people who want to look inside.
public struct Field: Hashable, Sendable {
    /// Where the field begins, in bytes from the start of the file.
    public var offset: Int
    /// Bytes that the field takes. Fields that share a byte each say 1.
    public var size: Int
    /// The field's name in the specification.
    public var name: String
    /// What it holds.
    public var value: Value

    /// A field's value.
    public enum Value: Hashable, Sendable {
        /// A number.
        case integer(UInt64)
        /// A name, or digits that are not a number.
        case text(String)
        /// Bytes that the container carries and does not look into.
        case bytes(count: Int)
    }

    /// Makes a field from its parts.
    public init(offset: Int, size: Int, name: String, value: Value) {
        self.offset = offset
        self.size = size
        self.name = name
        self.value = value
    }
}

/// Collects the fields of a file in the order in which they are read.
///
/// A class, so that the readers of a file and of its sections can share one.
public final class FieldTrace {
    /// What was read so far; all that precedes the fault, when reading fails.
    public internal(set) var fields: [Field] = []

    /// An empty trace.
    public init() {}
}
