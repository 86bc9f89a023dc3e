/// A tar archive in memory, of the ustar kind: what training pictures come in.
///
/// GNU's and the older form read as well, as long as they need no extension for long names.
public struct TarArchive: Sendable {
    /// A regular file of an archive.
    public struct Entry: Hashable, Sendable {
        /// Path within the archive, folders included.
        public let name: String
        /// Where the file's content lies in ``TarArchive/bytes``.
        public let range: Range<Int>
    }

    /// The whole archive.
    public let bytes: [UInt8]
    /// The regular files, in the order of the archive. Folders and links are left out.
    public let entries: [Entry]

    /// Reads every header of the archive; contents are not copied.
    public init(parsing bytes: [UInt8]) throws(TarError) {
        var entries: [Entry] = []
        var offset = 0
        while let header = try TarHeader(parsing: bytes, at: offset) {
            let start = offset + TarHeader.blockBytes
            guard header.size <= bytes.count - start else {
                throw TarError(.truncated, offset: offset, "\(header.name) ends early")
            }
            if header.isRegularFile {
                entries.append(Entry(name: header.name, range: start..<start + header.size))
            }
            offset = start + header.storedBytes
        }
        self.bytes = bytes
        self.entries = entries
    }

    /// The content of an entry of this archive.
    public subscript(entry: Entry) -> ArraySlice<UInt8> { bytes[entry.range] }
}

/// Why an archive could not be read.
public struct TarError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure.
    public enum Code: String, Hashable, Sendable {
        /// The archive ends early.
        case truncated
        /// The entry breaks a rule of the format.
        case malformed
        /// The entry needs an extension that this module does not read.
        case unsupported
    }

    /// The kind of failure.
    public let code: Code
    /// Where the header of the entry begins, in bytes from the start of the archive.
    public let offset: Int
    /// What was wrong, for people.
    public let detail: String

    init(_ code: Code, offset: Int, _ detail: String) {
        self.code = code
        self.offset = offset
        self.detail = detail
    }

    /// One line for people.
    public var description: String { "\(code.rawValue) tar entry at byte \(offset): \(detail)" }
}
