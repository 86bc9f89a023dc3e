import CWCImageIO
import CWCTestSupport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The folder `Corpus`, and whether its files are to be made again.
enum Corpus {
    static let folder = packageFolder + "/Corpus"

    /// `CWC_RECORD=1`: tests write the files that they would compare with. A commit that does so
    /// names the change of the specification, or says that only the encoder changed.
    static let isRecording = environment("CWC_RECORD") == "1"

    static func read(_ path: String) throws -> [UInt8] { try readFile("\(folder)/\(path)") }

    /// Writes a file, and its folder where that is missing.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let full = "\(folder)/\(path)"
        for end in path.indices where path[end] == "/" { mkdir("\(folder)/\(path[..<end])", 0o777) }
        try writeFile(bytes, to: full)
    }

    /// What lies in a folder, hidden files left out; nothing when there is no such folder.
    static func names(in path: String) -> Set<String> {
        guard let stream = opendir("\(folder)/\(path)") else { return [] }
        defer { closedir(stream) }
        var names: Set<String> = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.insert(name) }
        }
        return names
    }
}
