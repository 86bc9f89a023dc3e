#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file that is written piece by piece and takes its place when it is finished.
///
/// The bytes go to a new file beside the target, which then takes the target's name: a reader sees
/// the old file or the new one, and neither a failure nor a file that is never finished leaves a
/// part or a temporary file. Symbolic links are followed, and an existing file keeps its
/// permissions. Devices, pipes and standard output (`-`) are written directly.
final class OutputFile {
    private let path: String
    private var file: Int32?
    private let closesFile: Bool
    /// The file beside the target, until it has taken its name.
    private var temporary: String?
    private let target: String

    init(_ path: String) throws(FileError) {
        self.path = path
        var status = stat()
        let exists = path != "-" && stat(path, &status) == 0
        target = exists ? Self.resolved(path) : path
        closesFile = path != "-"
        if path == "-" {
            file = STDOUT_FILENO
        } else if exists, status.st_mode & S_IFMT != S_IFREG {
            let device = retrying { open(path, O_WRONLY | O_CLOEXEC) }
            guard device >= 0 else { throw FileError(.open, path) }
            file = device
        } else {
            let (beside, name) = try Self.openBeside(target, path)
            if exists { fchmod(beside, status.st_mode & 0o7777) }
            (file, temporary) = (beside, name)
        }
    }

    deinit {
        if let file, closesFile { close(file) }
        if let temporary { unlink(temporary) }
    }

    /// Appends bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        guard let file else { preconditionFailure("the file is finished") }
        var rest = bytes
        while !rest.isEmpty {
            let sent = retrying { Self.system(file, rest.baseAddress, rest.count) }
            guard sent >= 0 else { throw FileError(.write, path) }
            rest = UnsafeRawBufferPointer(rebasing: rest[sent...])
        }
    }

    /// Puts the file in its place. Closing can be what fails, on network file systems.
    func finish() throws(FileError) {
        guard let file else { return }
        self.file = nil
        if closesFile, close(file) != 0, errno != EINTR { throw FileError(.write, path) }
        guard let temporary else { return }
        guard rename(temporary, target) == 0 else { throw FileError(.rename, path) }
        self.temporary = nil
    }

    /// Opens a new file in the folder of `target`, under a name that nobody else has.
    private static func openBeside(
        _ target: String, _ path: String
    ) throws(FileError) -> (file: Int32, name: String) {
        while true {
            let name = "\(target).\(UInt32.random(in: 0...UInt32.max)).tmp"
            let file = retrying { open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
            if file >= 0 { return (file, name) }
            guard errno == EEXIST else { throw FileError(.open, path) }
        }
    }

    /// The file behind symbolic links.
    private static func resolved(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func system(
        _ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int
    ) -> Int {
        #if canImport(Glibc)
            Glibc.write(file, bytes, count)
        #else
            Darwin.write(file, bytes, count)
        #endif
    }
}
