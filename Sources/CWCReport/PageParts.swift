import CWCPageData

/// The files that the page is made of, as they lie in `Sources/CWCPageData/page`.
enum PageParts {
    /// A file as text. The C side holds the list: a name that is not in it is a mistake of ours.
    static func text(_ name: String) -> String {
        var entry = cwc_page_data_list()
        while let part = entry, let partName = part.pointee.name {
            if String(cString: partName) == name {
                let bytes = UnsafeBufferPointer(
                    start: part.pointee.bytes, count: part.pointee.count)
                return String(decoding: bytes, as: UTF8.self)
            }
            entry = part.advanced(by: 1)
        }
        preconditionFailure("the page has no part \(name)")
    }

    /// The scripts, in the order in which they need each other.
    static let scripts = ["common.js", "charts.js", "tables.js", "pictures.js"]
}
