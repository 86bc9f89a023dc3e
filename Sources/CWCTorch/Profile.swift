#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where the time of a stretch of training goes, by operator.
///
/// Times are those that the host spends in a call. On a GPU that is until the work is queued, unless
/// `CUDA_LAUNCH_BLOCKING=1` makes every call wait.
public struct TorchProfile: Hashable, Sendable {
    /// One operator, or `backward`, or a copy between Swift and torch.
    public struct Entry: Hashable, Sendable {
        /// The operator's name.
        public var name: String
        /// Calls of it.
        public var callCount: Int
        /// Seconds in all of them.
        public var seconds: Double
    }

    private var entries: [String: Entry] = [:]

    /// The slowest first.
    public var sorted: [Entry] {
        entries.values.sorted { ($0.seconds, $1.name) > ($1.seconds, $0.name) }
    }

    mutating func add(_ name: String, _ seconds: Double) {
        entries[name, default: Entry(name: name, callCount: 0, seconds: 0)].callCount += 1
        entries[name]?.seconds += seconds
    }
}

extension Torch {
    /// What is being measured; nil when nothing is. Training has one thread that calls torch.
    nonisolated(unsafe) private static var current: TorchProfile?

    /// Runs `body` and tells where its time in torch went.
    public static func profiled(_ body: () throws -> Void) rethrows -> TorchProfile {
        current = TorchProfile()
        defer { current = nil }
        try body()
        return current ?? TorchProfile()
    }

    /// Runs a call into torch, timed when somebody measures.
    static func timed<Result>(_ name: String, _ body: () -> Result) -> Result {
        guard current != nil else { return body() }
        let start = seconds
        defer { current?.add(name, seconds - start) }
        return body()
    }

    private static var seconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
