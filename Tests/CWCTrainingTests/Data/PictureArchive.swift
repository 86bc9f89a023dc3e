import CWCImage
import CWCImageIO
import CWCTestSupport
import CWCTraining
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension PictureSet {
    /// Reads files as the members of a tar archive.
    init(archiving files: [(name: String, bytes: [UInt8])]) throws {
        var path = Array("/tmp/cwc-pictures-XXXXXX".utf8CString)
        close(mkstemp(&path))
        let name = String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { unlink(name) }
        try writeFile(tarArchive(files), to: name)
        self.init()
        try addArchive(path: name)
    }

    /// Small drawn landscapes, each another.
    static func landscapes(_ count: Int, width: Int, height: Int) throws -> PictureSet {
        try PictureSet(
            archiving: (0..<count).map { index in
                let samples = Drawing.landscape(
                    width: width, height: height, seed: UInt64(index + 1))
                let picture = RasterImage(
                    width: width, height: height, channels: .rgb, samples: samples)
                return ("\(index).png", try encodeImage(picture, as: .png))
            })
    }
}

/// A tar archive of files.
func tarArchive(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    var archive: [UInt8] = []
    for (name, bytes) in files {
        archive += tarHeader(name, byteCount: bytes.count) + bytes
        archive += [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    }
    return archive + [UInt8](repeating: 0, count: 1024)
}

/// A ustar header of a regular file.
private func tarHeader(_ name: String, byteCount: Int) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) {
        block.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
    }
    func octal(_ value: Int, _ digits: Int) -> String {
        let text = String(value, radix: 8)
        return String(repeating: "0", count: digits - text.count) + text
    }
    put(name, at: 0)
    put(octal(byteCount, 11), at: 124)
    put("0", at: 156)
    put("ustar\u{0}00", at: 257)
    put("        ", at: 148)
    put(octal(block.reduce(0) { $0 + Int($1) }, 6) + "\0 ", at: 148)
    return block
}
