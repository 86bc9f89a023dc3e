import CWCImageIO

/// Why a command failed, in one line that begins with the file at fault.
package struct ToolError: Error, Hashable, CustomStringConvertible {
    /// The line.
    package let description: String

    /// An error from its line.
    package init(_ description: String) {
        self.description = description
    }
}

/// Runs `body`; where it fails, the error begins with the path of the file at fault, or with the
/// name of what else is.
package func inFile<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch let error as FileError {
        // It names the file itself.
        throw ToolError("\(error)")
    } catch {
        throw ToolError("\(path): \(error)")
    }
}
