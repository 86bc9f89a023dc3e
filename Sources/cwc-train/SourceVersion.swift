import CWCImageIO

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What this program was built from.
enum SourceVersion {
    /// Version of the package.
    static let package = "0.1.0"

    /// The commit of the sources: what the file `COMMIT` beside the program says, or git in the
    /// folders above it; `unknown` where there is neither.
    static var commit: String {
        var folder = programPath
        while let slash = folder.lastIndex(of: "/") {
            folder = String(folder[..<slash])
            if let text = text("\(folder)/COMMIT") { return text }
            if let commit = gitCommit(in: folder) { return commit }
        }
        return "unknown"
    }

    /// Where this program lies.
    private static var programPath: String {
        guard let path = realpath("/proc/self/exe", nil) else { return CommandLine.arguments[0] }
        defer { free(path) }
        return String(cString: path)
    }

    private static func gitCommit(in folder: String) -> String? {
        // In a worktree `.git` is a file that names the folder, and branches lie in the common one.
        let named = text("\(folder)/.git").flatMap { $0.value(of: "gitdir: ") }
        let git = named ?? "\(folder)/.git"
        guard let head = text("\(git)/HEAD") else { return nil }
        guard let branch = head.value(of: "ref: ") else { return head }
        let common = text("\(git)/commondir").map { "\(git)/\($0)" } ?? git
        if let commit = text("\(common)/\(branch)") { return commit }
        let packed = text("\(common)/packed-refs")?.split(separator: "\n") ?? []
        return packed.first { $0.hasSuffix(" \(branch)") }.map { String($0.prefix { $0 != " " }) }
    }

    /// A small file without its last line's end.
    private static func text(_ path: String) -> String? {
        guard let bytes = try? readFile(path, maxBytes: 1 << 24) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}

extension String {
    /// What follows a prefix.
    fileprivate func value(of prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
