import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A folder of a test's own, removed with everything in it.
final class TemporaryFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/cwc-files-XXXXXX".utf8CString)
        path = String(cString: try #require(mkdtemp(&template)))
    }

    deinit {
        for name in names { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    /// What is in it.
    var names: [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}

/// A pipe with bytes in it, at most as many as the system buffers.
final class Pipe {
    private var ends: [Int32] = [-1, -1]

    /// Fills a pipe. While it is open more might follow: a reader that asks for it waits for ever.
    init(_ bytes: [UInt8], isOpen: Bool = false) throws {
        try #require(pipe(&ends) == 0)
        try #require(write(ends[1], bytes, bytes.count) == bytes.count)
        if !isOpen {
            close(ends[1])
            ends[1] = -1
        }
    }

    deinit { for end in ends where end >= 0 { close(end) } }

    /// A name of the end to read from.
    var path: String { "/dev/fd/\(ends[0])" }
}
