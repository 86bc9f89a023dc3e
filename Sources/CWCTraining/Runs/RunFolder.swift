#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where the files of a run lie.
public struct RunFolder: Hashable, Sendable {
    /// The folder's own path.
    public let path: String

    /// A folder that need not be there yet.
    public init(_ path: String) { self.path = path }

    /// What was asked for.
    public var config: String { path + "/config.json" }
    /// What the rest of the run depends on; replaced as a whole, never written into.
    public var checkpoint: String { path + "/checkpoint.safetensors" }
    /// Figures of training steps.
    public var log: String { path + "/log.tsv" }
    /// Rate–distortion points of each validation.
    public var validation: String { path + "/validation.tsv" }
    /// What each session of the run was made by.
    public var sessions: String { path + "/sessions.tsv" }
    /// The curves of log and validation.
    public var curves: String { path + "/curves.svg" }

    /// Makes the folder unless it is there.
    public func create() throws {
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw LogError(description: "\(path): \(String(cString: strerror(errno)))")
        }
    }

    /// Whether a run in this folder would continue.
    public var hasCheckpoint: Bool { fileExists(checkpoint) }
}
