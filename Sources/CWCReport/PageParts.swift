import CWCEmbeddedFiles

/// The files that the page is made of, as they lie in `Sources/CWCEmbeddedFiles/page`.
enum PageParts {
    /// A file as text. The C side holds the list: a name that is not in it is a mistake of ours.
    static func text(_ name: String) -> String {
        var count = 0
        let files = UnsafeBufferPointer(start: cwc_embedded_files(&count), count: count)
        let file = files.first {
            String(cString: $0.folder) == "page" && String(cString: $0.name) == name
        }
        guard let file else { preconditionFailure("the page has no part \(name)") }
        return String(
            decoding: UnsafeBufferPointer(start: file.bytes, count: file.count), as: UTF8.self)
    }

    /// The scripts, in the order in which they need each other.
    static let scripts = ["common.js", "charts.js", "tables.js", "pictures.js"]
}
