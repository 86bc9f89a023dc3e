import CWCImageIO

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Prints a line for people to standard error: standard output is for data.
func note(_ line: String) {
    let bytes = Array("\(line)\n".utf8)
    // There is nobody left to tell when this fails.
    _ = write(STDERR_FILENO, bytes, bytes.count)
}

/// Prints text to standard output.
func printData(_ text: String) throws {
    try concerning("-") { try writeFile(Array(text.utf8), to: "-") }
}

/// Writes an output file; picture data are kept off terminals.
func writeOutput(_ bytes: [UInt8], to path: String) throws {
    if path == "-", isatty(STDOUT_FILENO) == 1 {
        throw ToolError("-: not writing picture data to a terminal")
    }
    try concerning(path) { try writeFile(bytes, to: path) }
}

/// Processors that this machine has for us.
var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
