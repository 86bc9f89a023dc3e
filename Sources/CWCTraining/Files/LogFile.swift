import CWCImageIO

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file of tab-separated lines that only grows, flushed after each line.
package struct LogFile {
    package let path: String
    private var isOpen = false

    /// The log at this path, which need not be there yet.
    package init(path: String) { self.path = path }

    /// Begins the file with a header line unless it is there already.
    ///
    /// - Throws: When the file has other columns.
    package mutating func open(header: String) throws {
        if isOpen { return }
        if !fileExists(path) {
            try write(header)
        } else if try lines().first ?? "" != header {
            throw LogError(description: "\(path): has other columns; move it away to go on")
        }
        isOpen = true
    }

    /// Drops lines of steps after `step`, which a run that was stopped wrote and will write again.
    /// The step is the first field.
    package func drop(after step: Int) throws {
        guard fileExists(path) else { return }
        let all = try lines()
        let width = all.first?.count { $0 == "\t" }
        let kept = all.enumerated().filter { index, line in
            // A line that a full disk cut off has fewer fields.
            index == 0
                || line.count { $0 == "\t" } == width
                    && Int(line.prefix { $0 != "\t" }).map { $0 <= step } ?? false
        }
        guard kept.count < all.count else { return }
        try writeFile(kept.map { Array(($0.element + "\n").utf8) }.flatMap(\.self), to: path)
    }

    private func lines() throws -> [Substring] {
        String(decoding: try readFile(path), as: UTF8.self).split(separator: "\n")
    }

    /// Appends a line of fields.
    package mutating func append(_ fields: [String]) throws {
        precondition(isOpen, "open(header:) comes first")
        try write(fields.joined(separator: "\t"))
    }

    private func write(_ line: String) throws {
        guard let file = fopen(path, "a") else {
            throw LogError(description: "\(path): \(String(cString: strerror(errno)))")
        }
        defer { fclose(file) }
        guard fputs(line + "\n", file) >= 0, fflush(file) == 0 else {
            throw LogError(description: "\(path): \(String(cString: strerror(errno)))")
        }
    }
}

/// Whether there is anything at a path.
func fileExists(_ path: String) -> Bool { access(path, F_OK) == 0 }

/// Why a file of a run cannot be read or written.
public struct LogError: Error, CustomStringConvertible {
    /// The path, and what is wrong.
    public let description: String

    /// An error in words.
    package init(description: String) { self.description = description }
}
