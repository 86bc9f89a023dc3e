internal import CTorchShim

/// The processes that train one model together (c10d): each on its own pictures, all with the same
/// weights.
///
/// A process is in at most one group, from ``join(_:)`` to ``leave()``. All members call the same
/// functions in the same order; whoever does not come in time makes the others throw.
public enum ProcessGroup {
    /// Where a process stands in its group, and how the group meets.
    public struct Place: Hashable, Sendable {
        /// `0 ..< size`.
        public var rank: Int
        /// Processes of the group.
        public var size: Int
        /// Where the group meets: a TCP address of rank 0, or of the launcher.
        public var host: String
        /// The port of that address.
        public var port: Int
        /// Whether this process serves that address.
        public var hostsStore: Bool
        /// Keeps the group's keys apart from those of others who meet there.
        public var prefix: String
        /// What carries the numbers.
        public var backend: Backend
        /// How long to wait for all members to come, in seconds.
        public var joiningSeconds: Double
        /// How long an operation may wait for the slowest member, in seconds. Rank 0 validates
        /// while the others wait.
        public var waitingSeconds = 7200.0

        /// A place from its parts.
        public init(
            rank: Int, size: Int, host: String, port: Int, hostsStore: Bool, prefix: String,
            backend: Backend, joiningSeconds: Double
        ) {
            self.rank = rank
            self.size = size
            self.host = host
            self.port = port
            self.hostsStore = hostsStore
            self.prefix = prefix
            self.backend = backend
            self.joiningSeconds = joiningSeconds
        }
    }

    /// What carries the numbers: gloo between CPUs, NCCL between GPUs.
    public enum Backend: String, Sendable { case gloo, nccl }

    /// Written by ``join(_:)`` and ``leave()``, between which nothing else changes it.
    nonisolated(unsafe) private static var place: Place?

    /// Rank of this process; 0 without a group.
    public static var rank: Int { place?.rank ?? 0 }

    /// Number of processes; 1 without a group.
    public static var size: Int { place?.size ?? 1 }

    /// Joins the group, once all members have come.
    ///
    /// - Throws: Who has not come in time; that the shim has no such backend.
    public static func join(_ place: Place) throws(TorchError) {
        precondition(self.place == nil, "a process joins one group at a time")
        let joined = place.host.withCString { host in
            place.prefix.withCString { prefix in
                place.backend.rawValue.withCString { backend in
                    var group = cwct_group(
                        rank: Int32(place.rank), size: Int32(place.size), host: host,
                        port: Int32(place.port), hosts_store: place.hostsStore, prefix: prefix,
                        backend: backend, joining_seconds: place.joiningSeconds,
                        waiting_seconds: place.waitingSeconds)
                    return Torch.api.distributed_start(&group)
                }
            }
        }
        guard joined else {
            let error = Torch.lastError
            Torch.api.distributed_stop()
            throw error
        }
        self.place = place
    }

    /// Leaves the group; does nothing without one.
    public static func leave() {
        guard place != nil else { return }
        Torch.api.distributed_stop()
        place = nil
    }

    /// Puts the mean over all processes in place of each tensor; all get the same bits. Tensors
    /// have one element type and, on all processes, the same shapes.
    public static func average(_ tensors: [Tensor]) throws(TorchError) {
        try reduce(tensors, average: true)
    }

    /// The sum of a tensor over all processes, in place.
    public static func sum(_ tensor: Tensor) throws(TorchError) {
        try reduce([tensor], average: false)
    }

    private static func reduce(_ tensors: [Tensor], average: Bool) throws(TorchError) {
        guard size > 1 else { return }
        let handles: [cwct_tensor?] = tensors.map(\.handle)
        let done = Torch.timed("all-reduce") {
            Torch.api.all_reduce(handles, Int32(handles.count), average)
        }
        guard done else { throw Torch.lastError }
    }

    /// The bytes of rank 0, on every process.
    ///
    /// - Parameters:
    ///   - bytes: What rank 0 sends; the others' are not looked at.
    ///   - device: A device that the backend reaches.
    /// - Returns: The bytes of rank 0.
    /// - Throws: What the backend says, a member that is gone among it.
    public static func broadcast(
        _ bytes: [UInt8], over device: Device
    ) throws(TorchError) -> [UInt8] {
        guard size > 1 else { return bytes }
        let length = try Tensor(indices: [Int64(bytes.count)], shape: [1], device: device)
        guard Torch.api.broadcast(length.handle) else { throw Torch.lastError }
        let count = try length.bytes().reversed().reduce(0) { $0 << 8 | Int($1) }
        let own = rank == 0 ? bytes : [UInt8](repeating: 0, count: count)
        let message = try Tensor(own, shape: [count], device: device)
        guard Torch.api.broadcast(message.handle) else { throw Torch.lastError }
        return try message.bytes()
    }
}
