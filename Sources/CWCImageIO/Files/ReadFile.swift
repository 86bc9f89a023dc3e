#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The whole of a file, or of standard input when `path` is `-`.
///
/// - Parameters:
///   - path: The file.
///   - maxBytes: The most bytes that it may have.
///   - judge: Is shown the first bytes of the file, at least 64 if it has as many. Where it says no, no
///     more is read: what is there is enough to say what is wrong.
/// - Returns: The bytes of the file, or its first ones where `judge` says no.
/// - Throws: ``FileError``; its code is `EFBIG` when there are more than `maxBytes` bytes.
public func readFile(
    _ path: String, maxBytes: Int = 1 << 34, judge: ([UInt8]) -> Bool = { _ in true }
) throws(FileError) -> [UInt8] {
    if path == "-" { return try readAll(STDIN_FILENO, path, maxBytes, judge) }
    let file = retrying { open(path, O_RDONLY | O_CLOEXEC) }
    guard file >= 0 else { throw FileError(.open, path) }
    defer { close(file) }
    return try readAll(file, path, maxBytes, judge)
}

private func readAll(
    _ file: Int32, _ path: String, _ maxBytes: Int, _ judge: ([UInt8]) -> Bool
) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    var isJudged = false
    while true {
        let received = retrying { read(file, &chunk, chunk.count) }
        guard received >= 0 else { throw FileError(.read, path) }
        if received == 0 { return bytes }
        guard received <= maxBytes - bytes.count else {
            throw FileError(.read, path, code: EFBIG)
        }
        bytes += chunk[..<received]
        guard !isJudged, bytes.count >= 64 else { continue }
        guard judge(bytes) else { return bytes }
        isJudged = true
        var status = stat()
        if fstat(file, &status) == 0 { bytes.reserveCapacity(min(Int(status.st_size), maxBytes)) }
    }
}

/// Repeats a system call for as long as a signal interrupts it.
func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}
