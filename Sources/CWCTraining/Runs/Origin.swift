/// What made a session of a run: a row of `sessions.tsv`, written each time that a run begins or
/// goes on.
public struct Origin: Hashable, Sendable {
    /// Version of the package.
    public var version: String
    /// Commit of the sources.
    public var commit: String
    /// Version of torch.
    public var torch: String
    /// Where it computed.
    public var device: String
    /// Threads on the CPU; 0 where torch chose.
    public var threads: Int
    /// Seed of all random numbers.
    public var seed: UInt64

    /// An origin from its parts.
    public init(
        version: String, commit: String, torch: String, device: String, threads: Int, seed: UInt64
    ) {
        self.version = version
        self.commit = commit
        self.torch = torch
        self.device = device
        self.threads = threads
        self.seed = seed
    }

    /// Appends the row of a session that begins after `step`.
    func write(to path: String, step: Int) throws {
        var log = LogFile(path: path)
        try log.open(header: "step\tversion\tcommit\ttorch\tdevice\tthreads\tseed")
        try log.append(["\(step)", version, commit, torch, device, "\(threads)", "\(seed)"])
    }
}
