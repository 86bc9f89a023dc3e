#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Why a file could not be read or written: which file, what was tried, and the system's reason.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried.
    public enum Operation: String, Hashable, Sendable {
        /// Opening the file.
        case open
        /// Reading from it.
        case read
        /// Writing to it.
        case write
        /// Giving the new file the name of the old one.
        case rename
    }

    /// What was tried.
    public let operation: Operation
    /// The path as the caller gave it; `-` is standard input or output.
    public let path: String
    /// The system's `errno`.
    public let code: Int32

    init(_ operation: Operation, _ path: String, code: Int32 = errno) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    /// The path, what was tried and why it failed, in one line.
    public var description: String {
        "\(path): cannot \(operation.rawValue): \(String(cString: strerror(code)))"
    }
}
