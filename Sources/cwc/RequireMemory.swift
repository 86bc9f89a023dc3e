import CSystemShim
import CWCToolSupport

/// Refuses work for which the system has too little memory: once begun, it could end in no better way
/// than a crash.
///
/// - Parameter planned: Bytes that the work will take.
/// - Throws: `ToolError`.
func requireMemory(_ planned: Int) throws {
    // The tool itself, files and rows that are on their way.
    let other = 16 << 20
    guard cwc_can_allocate(planned + other) else {
        throw ToolError(
            "out of memory: the work takes \((planned + other) >> 20) MiB, more than there are")
    }
}
