import CWCImage
import CWCImageIO
import CWCTestSupport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs of `cwc-train` in a folder of their own, with pictures and a configuration in it.
struct TrainTool {
    let folder: TemporaryFolder

    /// What a run of the tool left behind.
    struct Result {
        /// Exit code; a signal shows as a negative number.
        var status: Int32
        var output: String
        var errors: String

        /// The last line on standard error.
        var lastError: String {
            errors.split(separator: "\n").last.map(String.init) ?? ""
        }
    }

    /// The smallest networks, from drawn weights, on two landscapes.
    init(steps: Int = 4, checkpointInterval: Int = 2, validation: Bool = false) throws {
        folder = try TemporaryFolder()
        for index in 1...2 {
            let samples = Drawing.landscape(width: 32, height: 24, seed: UInt64(index))
            let picture = RasterImage(width: 32, height: 24, channels: .rgb, samples: samples)
            try writeFile(encodeImage(picture, as: .png), to: folder["\(index).png"])
        }
        let held = validation ? #""data": ["1.png"],"# : ""
        try writeFile(
            Array(
                """
                {"model": "seed", "data": ["1.png", "2.png"], "log_every": 1,
                 "checkpoint_every": \(checkpointInterval),
                 "validation": {\(held) "every": 1000000, "qualities": [20, 80]},
                 "plan": {"width_eighths": 1, "start": "random", "precision": "float32", "phases": [
                   {"objective": "map", "steps": \(steps), "batch": 1, "crop": 16,
                    "learning_rate": 1e-3}]}}
                """.utf8), to: folder["tiny.json"])
    }

    /// Runs the tool in the folder, and waits for it. `fileBlocks` limits the size of the files
    /// that it may write, in blocks of 512 bytes.
    func callAsFunction(
        _ arguments: String..., environment: [String] = [], fileBlocks: Int? = nil
    ) throws -> Result {
        try self(arguments, environment: environment, fileBlocks: fileBlocks)
    }

    func callAsFunction(
        _ arguments: [String], environment: [String] = [], fileBlocks: Int? = nil
    ) throws -> Result {
        try result(of: start(arguments, environment: environment, fileBlocks: fileBlocks))
    }

    /// Starts processes that train together as torchrun would, and waits for all.
    func group(_ arguments: [String], size: Int = 2) throws -> [Result] {
        try startGroup(arguments, size: size).enumerated().map { rank, child in
            try result(of: child, rank: rank)
        }
    }

    /// Starts processes that train together; the caller waits for them.
    func startGroup(_ arguments: [String], size: Int = 2) throws -> [pid_t] {
        let port = try freePort()
        return try (0..<size).map { rank in
            try spawn(
                [
                    "RANK=\(rank)", "LOCAL_RANK=\(rank)", "WORLD_SIZE=\(size)",
                    "MASTER_ADDR=127.0.0.1", "MASTER_PORT=\(port)", Self.tool,
                ] + arguments, rank: rank)
        }
    }

    /// A port that nobody listens on.
    func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) | getsockname(descriptor, $0, &length)
            }
        }
        guard status == 0 else { throw CannotRun() }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// Runs a script in the folder.
    func shell(_ script: String, _ arguments: [String]) throws -> Result {
        try result(of: spawn(["sh", "-c", script, "sh"] + arguments))
    }

    private func result(of child: pid_t, rank: Int = 0) throws -> Result {
        var status: Int32 = 0
        guard waitpid(child, &status, 0) == child else { throw CannotRun() }
        let signal = status & 0x7F
        func text(_ name: String) throws -> String {
            return String(decoding: try readFile(folder[name]), as: UTF8.self)
        }
        return Result(
            status: signal == 0 ? status >> 8 & 0xFF : -signal, output: try text(".stdout\(rank)"),
            errors: try text(".stderr\(rank)"))
    }

    /// Starts the tool in the folder; the caller waits for it.
    func start(
        _ arguments: [String], environment: [String] = [], fileBlocks: Int? = nil
    ) throws -> pid_t {
        try spawn(environment + [Self.tool] + arguments, fileBlocks: fileBlocks)
    }

    /// Starts a program, settings of its environment in front.
    private func spawn(_ words: [String], fileBlocks: Int? = nil, rank: Int = 0) throws -> pid_t {
        // Standard streams are files: nothing can block.
        let limit = fileBlocks.map { "ulimit -f \($0) && " } ?? ""
        let script =
            "cd \"$0\" && \(limit)exec env \"$@\" </dev/null >.stdout\(rank) 2>.stderr\(rank)"
        let settings = ["CWC_TORCH_SHIM=\(TorchEngine.path)", "OMP_WAIT_POLICY=PASSIVE"]
        let command = ["sh", "-c", script, folder.path] + settings + words
        var argv = command.map { strdup($0) } + [nil]
        defer { for word in argv { free(word) } }
        var child = pid_t()
        guard posix_spawn(&child, "/bin/sh", nil, nil, &argv, environ) == 0 else {
            throw CannotRun()
        }
        return child
    }

    /// The tool stands beside the program that runs the tests.
    static let tool: String = {
        let own = CommandLine.arguments[0].split(separator: "/", omittingEmptySubsequences: false)
        return own.dropLast().joined(separator: "/") + "/cwc-train"
    }()
}

struct CannotRun: Error {}
