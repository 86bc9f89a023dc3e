import CWCImageIO

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A folder that goes, with the files in it, when the test ends.
final class TemporaryFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/cwc-training-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw CannotMakeFolder() }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        removeRun()
        for name in files { unlink(self[name]) }
        rmdir(path)
    }

    /// Removes the run in the folder `r`, if there is one.
    func removeRun() {
        for name in files(in: "r") { unlink(self["r/\(name)"]) }
        rmdir(self["r"])
    }

    /// The path of a file in the folder.
    subscript(_ name: String) -> String { "\(path)/\(name)" }

    /// Names of the files that are there now.
    var files: [String] { names(in: path) }

    /// The same of a folder in it.
    func files(in folder: String) -> [String] { names(in: self[folder]) }

    private func names(in path: String) -> [String] {
        guard let handle = opendir(path) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The lines of a text file, fields split at tabs.
    func table(_ name: String) throws -> [[String]] {
        String(decoding: try readFile(self[name]), as: UTF8.self)
            .split(separator: "\n").map { line in
                line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            }
    }
}

struct CannotMakeFolder: Error {}
