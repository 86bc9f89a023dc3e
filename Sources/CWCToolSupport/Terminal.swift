import CWCImageIO

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Prints a line for people to standard error: standard output is for data.
package func printNote(_ line: String) {
    let bytes = Array("\(line)\n".utf8)
    // There is nobody left to tell when this fails.
    _ = write(STDERR_FILENO, bytes, bytes.count)
}

/// Prints text to standard output, all of it or an error.
package func printOutput(_ text: String) throws {
    try inFile("-") { try writeFile(Array(text.utf8), to: "-") }
}

/// Prints lines to standard output.
package func printOutput(lines: [String]) throws {
    try printOutput(lines.map { "\($0)\n" }.joined())
}
