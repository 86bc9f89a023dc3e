#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes a whole file, or to standard output when `path` is `-`.
///
/// The bytes go to a new file beside the target, which then takes the target's name: a reader sees
/// the old file or the new one, and a failure leaves neither a part nor a temporary file. Symbolic
/// links are followed, and an existing file keeps its permissions. Devices and pipes are written
/// directly.
public func writeFile(_ bytes: [UInt8], to path: String) throws(FileError) {
    if path == "-" { return try writeAll(bytes, STDOUT_FILENO, path) }
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG {
        let file = retrying { open(path, O_WRONLY | O_CLOEXEC) }
        guard file >= 0 else { throw FileError(.open, path) }
        return try writeAndClose(bytes, file, path)
    }
    let target = exists ? resolved(path) : path
    let (file, temporary) = try openBeside(target, path)
    do throws(FileError) {
        if exists { fchmod(file, status.st_mode & 0o7777) }
        try writeAndClose(bytes, file, path)
        guard rename(temporary, target) == 0 else { throw FileError(.rename, path) }
    } catch {
        unlink(temporary)
        throw error
    }
}

/// Opens a new file in the folder of `target`, under a name that nobody else has.
private func openBeside(
    _ target: String, _ path: String
) throws(FileError) -> (file: Int32, name: String) {
    while true {
        let name = "\(target).\(UInt32.random(in: 0...UInt32.max)).tmp"
        let file = retrying { open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
        if file >= 0 { return (file, name) }
        guard errno == EEXIST else { throw FileError(.open, path) }
    }
}

/// Closing can be what fails, on network file systems.
private func writeAndClose(_ bytes: [UInt8], _ file: Int32, _ path: String) throws(FileError) {
    do throws(FileError) {
        try writeAll(bytes, file, path)
    } catch {
        close(file)
        throw error
    }
    guard close(file) == 0 || errno == EINTR else { throw FileError(.write, path) }
}

private func writeAll(_ bytes: [UInt8], _ file: Int32, _ path: String) throws(FileError) {
    var rest = bytes[...]
    while !rest.isEmpty {
        let sent = rest.withUnsafeBytes { buffer in
            retrying { write(file, buffer.baseAddress, buffer.count) }
        }
        guard sent >= 0 else { throw FileError(.write, path) }
        rest = rest.dropFirst(sent)
    }
}

/// The file behind symbolic links.
private func resolved(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
}
