import CWCComparison
import CWCEncoder
import CWCImageIO
import CWCToolSupport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension CompareCommand {
    /// The codecs that are asked for, without those that this machine lacks.
    func usableCodecs(_ skipped: inout [Comparison.Skip]) throws -> [any ComparedCodec] {
        let others: [any ComparedCodec] = [
            FileCodec.jpeg, FileCodec.jpeg444, FileCodec.progressiveJPEG, FileCodec.jpeg2000,
            FileCodec.webp, CommandCodec.avif, CommandCodec.jpegXL,
        ]
        let usual = ["cwc", "jpeg", "jpeg2000", "webp", "avif", "jxl"]
        return try (codecs.isEmpty ? usual : codecs).compactMap { name in
            if name == "cwc" { return CWCCodec(model: try ModelSource.model(model)) }
            if let effort = EncodingOptions.efforts.first(where: { name == "cwc-effort-\($0)" }) {
                return CWCCodec(
                    model: try ModelSource.model(model), effort: effort, name: name)
            }
            if name.hasPrefix("cwc-") {
                return CWCCodec(
                    model: try ModelSource.model(String(name.dropFirst(4))), name: name)
            }
            guard let codec = others.first(where: { $0.name == name }) else {
                throw ToolError("codec '\(name)': not known")
            }
            if let reason = (codec as? CommandCodec)?.reasonForAbsence {
                skipped.append(Comparison.Skip(subject: name, reason: reason, isFailure: false))
                return nil
            }
            return codec
        }
    }

    /// Pictures by their names without folder and extension.
    func readPictures(_ skipped: inout [Comparison.Skip]) throws -> [NamedPicture] {
        var pictures: [NamedPicture] = []
        for path in try images.flatMap(files) {
            do {
                let picture = try inFile(path) { try decodeImage(bytes: readFile(path)) }
                var name = tableName(ofFile: path)
                if pictures.contains(where: { $0.name == name }) { name = tableName(path) }
                pictures.append(NamedPicture(name: name, picture: picture))
            } catch {
                // The line names the file already.
                let text = "\(error)"
                let reason =
                    text.hasPrefix("\(path): ") ? text.dropFirst(path.count + 2) : text[...]
                skipped.append(
                    Comparison.Skip(
                        subject: tableName(path), reason: tableName(String(reason)), isFailure: true
                    ))
            }
        }
        guard !pictures.isEmpty else { throw ToolError("no picture could be read") }
        return pictures
    }

    /// The path itself, or the files of a folder, sorted.
    private func files(in path: String) throws -> [String] {
        guard let folder = opendir(path) else { return [path] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append("\(path)/\(name)") }
        }
        return names.sorted()
    }
}

/// Text as it can stand in a cell of a table: a file's name can hold line breaks and tabs.
private func tableName(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 ? "_" : $0 }))
}

/// The name of a file without folder and extension. The names of the table's own lines are kept
/// free.
private func tableName(ofFile path: String) -> String {
    let file = tableName(String(path.split(separator: "/").last ?? ""))
    var name = file
    if let dot = name.lastIndex(of: "."), dot != name.startIndex { name = String(name[..<dot]) }
    if ["mean", "image"].contains(name) { return file }
    return name.hasPrefix("#") ? "_" + name : name
}
