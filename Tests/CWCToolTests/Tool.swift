import CWCImage
import CWCImageIO
import CWCModel
import CWCTestSupport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a run of the tool left behind.
struct Run {
    var status: Int32
    var output: [UInt8]
    var errors: String
}

/// A folder of its own for a test, with a picture and a model in it; it goes when the test ends.
final class Workshop {
    let folder: String
    let model: Model

    init() throws {
        var template = Array("/tmp/cwc-tests-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FolderError() }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        var random = SeededRandom(seed: 7)
        model = try Model.tiny(using: &random)
        try writeFile(model.fileBytes(), to: path("tiny.cwm"))
        let image = RasterImage(
            width: 21, height: 13, channels: .rgbAlpha,
            samples: (0..<21 * 13 * 4).map { UInt8($0 * 7 % 251) },
            metadata: Metadata(exif: Array("II*\0 and so on".utf8)))
        try writeFile(encodeImage(image, as: .png), to: path("in.png"))
    }

    deinit {
        for name in files { unlink(path(name)) }
        rmdir(folder)
    }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// Names of the files that are there now.
    var files: [String] {
        guard let handle = opendir(folder) else { return [] }
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

    /// Runs the tool in the folder, and waits for it.
    func run(_ arguments: String..., input: [UInt8] = []) throws -> Run {
        try run(arguments, input: input)
    }

    /// Runs the tool in the folder, and waits for it.
    ///
    /// - Parameters:
    ///   - arguments: Those of the tool.
    ///   - input: Its standard input.
    ///   - environment: Variables, `name=value`.
    ///   - limit: Options of the shell's `ulimit`.
    /// - Returns: What is left behind.
    /// - Throws: `FolderError` where the tool cannot be run.
    func run(
        _ arguments: [String], input: [UInt8] = [], environment: [String] = [],
        limit: String? = nil
    ) throws -> Run {
        try writeFile(input, to: path(".stdin"))
        defer { for name in [".stdin", ".stdout", ".stderr"] { unlink(path(name)) } }
        // Standard streams are files: nothing can block.
        let redirections = "<.stdin >.stdout 2>.stderr"
        // A shell of its own: the limit is not one of the redirections.
        let limited = limit.map { "exec sh -c 'ulimit \($0) && exec \"$@\"' sh" } ?? "exec"
        let shell = ["sh", "-c", "cd \"$0\" && \(limited) \"$@\" \(redirections)", folder]
        var argv =
            (shell + ["env"] + environment + [Self.tool] + arguments).map { strdup($0) } + [nil]
        defer { for word in argv { free(word) } }
        var child = pid_t()
        guard posix_spawn(&child, "/bin/sh", nil, nil, &argv, environ) == 0 else {
            throw FolderError()
        }
        var status: Int32 = 0
        guard waitpid(child, &status, 0) == child else { throw FolderError() }
        // A signal, and so a trap, shows as a negative number.
        let signal = status & 0x7F
        return Run(
            status: signal == 0 ? status >> 8 & 0xFF : -signal,
            output: try readFile(path(".stdout")),
            errors: String(decoding: try readFile(path(".stderr")), as: UTF8.self))
    }

    /// The tool stands beside the program that runs the tests.
    private static let tool: String = {
        let own = CommandLine.arguments[0].split(separator: "/", omittingEmptySubsequences: false)
        return own.dropLast().joined(separator: "/") + "/cwc"
    }()
}

struct FolderError: Error {}
