import CWCImage
import CWCImageIO

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension PictureSet {
    /// Reads pictures from wherever they are: a folder (with the folders in it, by name), a tar
    /// archive, or a picture file. What is no picture is noted, not fatal.
    ///
    /// - Throws: When there is nothing at `path`, it cannot be read, or it is a damaged archive.
    public mutating func add(path: String) throws {
        guard let names = entries(ofFolder: path) else {
            let bytes = try readFile(path)
            if TarArchive.hasSignature(bytes) {
                try addArchive(bytes)
            } else {
                addPicture(bytes, name: path)
            }
            return
        }
        for name in names {
            let child = "\(path)/\(name)"
            if entries(ofFolder: child) != nil {
                try add(path: child)
            } else {
                do throws(FileError) {
                    addPicture(try readFile(child), name: child)
                } catch {
                    note(child, "\(error)")
                }
            }
        }
    }

    /// Reads every picture of a tar archive. Members that are no picture are noted, not fatal.
    ///
    /// - Throws: When the file cannot be read or is no archive.
    public mutating func addArchive(path: String) throws { try addArchive(readFile(path)) }

    private mutating func addArchive(_ bytes: [UInt8]) throws {
        let archive = try TarArchive(parsing: bytes)
        for entry in archive.entries { addPicture(Array(archive[entry]), name: entry.name) }
    }

    private mutating func addPicture(_ bytes: [UInt8], name: String) {
        do throws(ImageError) {
            append(try decodeImage(bytes: bytes).convertedToRGB())
        } catch {
            note(name, "\(error)")
        }
    }
}

extension TarArchive {
    /// Whether a file says that it is a tar archive, as all but the oldest do.
    static func hasSignature(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 512 && bytes[257...].starts(with: "ustar".utf8)
    }
}

/// Names of what is in a folder, sorted, hidden files left out; nil when it is no folder.
private func entries(ofFolder path: String) -> [String]? {
    guard let handle = opendir(path) else { return nil }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
}
