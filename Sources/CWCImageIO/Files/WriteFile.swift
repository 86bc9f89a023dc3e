/// Writes a whole file, or to standard output when `path` is `-`.
///
/// The bytes go to a new file beside the target, which then takes the target's name: a reader sees
/// the old file or the new one, and a failure leaves neither a part nor a temporary file. Symbolic
/// links are followed, and an existing file keeps its permissions. Devices and pipes are written
/// directly.
///
/// - Throws: ``FileError`` where a system call fails.
public func writeFile(_ bytes: [UInt8], to path: String) throws(FileError) {
    let file = try OutputFile(path)
    try bytes.span.withUnsafeBytes { bytes throws(FileError) in try file.write(bytes) }
    try file.finish()
}
