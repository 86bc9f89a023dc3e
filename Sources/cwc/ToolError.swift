import CWCImageIO

/// Why a command failed, in one line that begins with the file at fault.
struct ToolError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Runs `body`, and says which file is at fault when it fails.
func concerning<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch let error as FileError {
        // It names the file itself.
        throw ToolError("\(error)")
    } catch {
        throw ToolError("\(path): \(error)")
    }
}
