import CWCImageIO

/// A file of tab-separated columns.
package struct Table {
    private let names: [String]
    private var lines: [[String]]

    /// Reads a file; one that is not there is empty.
    package init(path: String) throws {
        let text = fileExists(path) ? String(decoding: try readFile(path), as: UTF8.self) : ""
        let all = text.split(separator: "\n").map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        names = all.first ?? []
        // A line that a full disk cut off has fewer fields.
        lines = all.dropFirst().filter { [width = names.count] in $0.count == width }
    }

    /// The fields of a column; none where there is no such column.
    package func column(_ name: String) -> [String] {
        guard let index = names.firstIndex(of: name) else { return [] }
        return lines.map { $0[index] }
    }

    /// The rows that have a value in a column.
    package func rows(where name: String, equals value: String) -> Table {
        guard let index = names.firstIndex(of: name) else { return self }
        var result = self
        result.lines = lines.filter { $0[index] == value }
        return result
    }

    /// Pairs of numbers of two columns, rows without them left out.
    package func points(_ x: String, _ y: String) -> [(x: Double, y: Double)] {
        zip(column(x), column(y)).compactMap { x, y in
            guard let x = Double(x), let y = Double(y), y.isFinite else { return nil }
            return (x, y)
        }
    }
}
