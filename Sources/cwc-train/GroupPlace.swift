internal import CWCToolSupport
import CWCTorch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What torchrun says in the environment of each process that it starts.
struct GroupPlace {
    var rank: Int
    var size: Int
    /// Number of this process among those on its machine, and so of its GPU.
    var localRank: Int
    var host: String
    var port: Int
    /// Whether torchrun itself serves host and port.
    var isServedByLauncher: Bool
    /// Which of torchrun's attempts this is.
    var attempt: String

    /// Nil where a process trains alone.
    init?(_ environment: (String) -> String? = Self.environment) throws {
        func number(_ name: String, in range: ClosedRange<Int>, default: Int? = nil) throws -> Int {
            guard let text = environment(name) else {
                if let `default` { return `default` }
                throw ToolError("WORLD_SIZE is set and \(name) is not: torchrun sets both")
            }
            guard let value = Int(text), range.contains(value) else {
                throw ToolError(
                    "\(name) is '\(text)', must be \(range.lowerBound) to \(range.upperBound)")
            }
            return value
        }
        size = try number("WORLD_SIZE", in: 1...4096, default: 1)
        guard size > 1 else { return nil }
        rank = try number("RANK", in: 0...size - 1)
        localRank = try number("LOCAL_RANK", in: 0...size - 1, default: rank)
        port = try number("MASTER_PORT", in: 1...65535)
        guard let host = environment("MASTER_ADDR") else {
            throw ToolError("WORLD_SIZE is set and MASTER_ADDR is not: torchrun sets both")
        }
        self.host = host
        isServedByLauncher = environment("TORCHELASTIC_USE_AGENT_STORE") == "True"
        attempt = environment("TORCHELASTIC_RESTART_COUNT") ?? "0"
    }

    private static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// Joins the group, after torch was loaded.
    func join(device: Device, seconds: Double) throws {
        try ProcessGroup.join(
            ProcessGroup.Place(
                rank: rank, size: size, host: host, port: port,
                hostsStore: rank == 0 && !isServedByLauncher, prefix: "cwc-train/\(attempt)",
                backend: device == .cpu ? .gloo : .nccl, joiningSeconds: seconds))
    }
}
