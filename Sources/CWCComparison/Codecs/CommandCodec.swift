public import CWCImage
import CWCImageIO

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A codec that is two programs of the system, run on files in a temporary folder. Its times
/// include starting them.
public struct CommandCodec: ComparedCodec {
    /// The name in options and tables.
    public let name: String
    /// What encodes and how, in a line for people.
    public let summary: String
    /// The settings that are swept, from the smallest file to the largest.
    public let settings: [Double]
    /// The distance of settings that the codec tells apart.
    public let settingStep: Double
    /// The programs; both must be there.
    let programs: (encoder: String, decoder: String)
    private let pathExtension: String
    private let options: @Sendable (_ setting: String) -> [String]

    /// A whole file, from an RGB picture without metadata.
    public func encode(
        _ picture: RasterImage, setting: Double
    ) throws(ComparisonError) -> [UInt8] {
        let words = options(setting == setting.rounded() ? "\(Int(setting))" : "\(setting)")
        let file = try bytes(of: picture)
        return try TemporaryFolder.with { folder throws(ComparisonError) in
            try folder.write(file, "in.png")
            let names = [folder.path("in.png"), folder.path("out.\(pathExtension)")]
            try run([programs.encoder] + words + names)
            return try folder.read("out.\(pathExtension)")
        }
    }

    /// The picture of a whole file.
    public func decode(_ file: [UInt8]) throws(ComparisonError) -> RasterImage {
        let decoded = try TemporaryFolder.with { folder throws(ComparisonError) in
            try folder.write(file, "in.\(pathExtension)")
            try run([programs.decoder, folder.path("in.\(pathExtension)"), folder.path("out.png")])
            return try folder.read("out.png")
        }
        do { return try decodeImage(bytes: decoded) } catch { throw ComparisonError("\(error)") }
    }

    private func bytes(of picture: RasterImage) throws(ComparisonError) -> [UInt8] {
        do { return try encodeImage(picture, as: .png) } catch {
            throw ComparisonError("\(error)")
        }
    }

    /// Why this codec cannot be used here; `nil` when both programs are on the PATH.
    public var reasonForAbsence: String? {
        let missing = [programs.encoder, programs.decoder].filter { !isOnPath($0) }
        return missing.isEmpty ? nil : "\(missing.joined(separator: " and ")) not on the PATH"
    }
}

extension CommandCodec {
    /// AVIF by libaom, 4:2:0, speed 6, tuned for PSNR.
    public static let avif = CommandCodec(
        name: "avif", summary: "AVIF, avifenc with libaom, 4:2:0, speed 6, tune=psnr; cq-level",
        settings: [63, 58, 52, 45, 38, 31, 25, 21], settingStep: 1,
        programs: ("avifenc", "avifdec"),
        pathExtension: "avif"
    ) { level in
        [
            "--jobs", "1", "--codec", "aom", "--min", "0", "--max", "63", "-a", "end-usage=q",
            "-a", "cq-level=\(level)", "-a", "tune=psnr", "-s", "6", "-y", "420",
        ]
    }

    /// JPEG XL by libjxl, effort 7.
    public static let jpegXL = CommandCodec(
        name: "jxl", summary: "JPEG XL, cjxl, effort 7; distance",
        settings: [25, 17, 12, 9, 6.5, 4.5, 3, 2, 1.3], settingStep: 0.1,
        programs: ("cjxl", "djxl"),
        pathExtension: "jxl"
    ) { distance in ["--quiet", "--num_threads=0", "-e", "7", "-d", distance] }
}

private func isOnPath(_ program: String) -> Bool {
    guard let path = getenv("PATH") else { return false }
    return String(cString: path).split(separator: ":").contains {
        access("\($0)/\(program)", X_OK) == 0
    }
}

/// Runs a program, silently, and waits for it.
private func run(_ words: [String]) throws(ComparisonError) {
    var arguments = words.map { strdup($0) } + [nil]
    defer { for word in arguments { free(word) } }
    #if canImport(Glibc)
        var actions = posix_spawn_file_actions_t()
    #else
        var actions: posix_spawn_file_actions_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for stream in [STDOUT_FILENO, STDERR_FILENO] {
        posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_WRONLY, 0)
    }
    var child = pid_t()
    guard posix_spawnp(&child, words[0], &actions, nil, &arguments, environ) == 0 else {
        throw ComparisonError("\(words[0]) cannot be started")
    }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
        guard errno == EINTR else { throw ComparisonError("\(words[0]) was lost") }
    }
    guard status != 0 else { return }
    let signal = status & 0x7F
    throw ComparisonError(
        "\(words[0]) failed: "
            + (signal == 0 ? "exit code \(status >> 8 & 0xFF)" : "signal \(signal)"))
}

/// A folder that goes when it is no longer needed.
private struct TemporaryFolder {
    private let folder: String

    static func with<Result>(
        _ body: (TemporaryFolder) throws(ComparisonError) -> Result
    ) throws(ComparisonError) -> Result {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/cwc-compare-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw ComparisonError("no temporary folder") }
        let name = template.dropLast().map(UInt8.init(bitPattern:))
        let folder = TemporaryFolder(folder: String(decoding: name, as: UTF8.self))
        defer { folder.remove() }
        return try body(folder)
    }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    func write(_ bytes: [UInt8], _ name: String) throws(ComparisonError) {
        do { try writeFile(bytes, to: path(name)) } catch { throw ComparisonError("\(error)") }
    }

    func read(_ name: String) throws(ComparisonError) -> [UInt8] {
        do { return try readFile(path(name)) } catch { throw ComparisonError("\(error)") }
    }

    /// Only files that the programs and this codec made are in it.
    private func remove() {
        for name in ["in", "out"] {
            for pathExtension in ["png", "avif", "jxl"] { unlink(path("\(name).\(pathExtension)")) }
        }
        rmdir(folder)
    }
}
