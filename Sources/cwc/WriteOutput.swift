import CWCImageIO
import CWCToolSupport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes an output file; picture data are kept off terminals.
func writeOutput(_ bytes: [UInt8], to path: String) throws {
    if path == "-", isatty(STDOUT_FILENO) == 1 {
        throw ToolError("-: not writing picture data to a terminal")
    }
    try inFile(path) { try writeFile(bytes, to: path) }
}
