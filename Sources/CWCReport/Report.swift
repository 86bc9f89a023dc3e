public import CWCComparison
import CWCFigures

/// A comparison as a page that people can look at: one HTML file without anything else.
public struct Report: Sendable {
    /// The figures.
    public var comparison: Comparison
    /// The pictures to be looked at; there can be none.
    public var pictures: [SideBySide]
    /// How the page was made, a line each.
    public var remarks: [String]

    /// A page from its parts.
    public init(comparison: Comparison, pictures: [SideBySide] = [], remarks: [String] = []) {
        self.comparison = comparison
        self.pictures = pictures
        self.remarks = remarks
    }

    /// The file. It loads nothing, and its policy forbids that it ever does.
    public var html: String {
        // Pictures are scripts of their own: the page reads the one that is looked at.
        let data =
            [Self.script(id: "figures", figures)]
            + pictures.enumerated().map { Self.script(id: "picture-\($0)", $1.json) }
        let parts = [
            "style": "\(PageParts.text("page.css"))\(palette)",
            "data": data.joined(separator: "\n"),
            "scripts": PageParts.scripts.map(PageParts.text).joined(separator: "\n"),
        ]
        // One pass: what was put in is not searched for more.
        let pieces = PageParts.text("page.html").split(
            separator: "@@", omittingEmptySubsequences: false)
        return pieces.enumerated().map { index, piece in
            index % 2 == 0 ? String(piece) : parts[String(piece)] ?? ""
        }.joined()
    }

    private var figures: JSON {
        [
            "remarks": .array(remarks.map { .string($0) }),
            "metrics": .array(
                comparison.metrics.map {
                    [
                        "name": .string($0.rawValue), "title": .string($0.title),
                        "distance": .bool($0.isDistance),
                    ]
                }),
            "styles": .array(
                comparison.codecs.indices.map { index in
                    let style = CurveStyle.numbered(index)
                    return [
                        "dash": style.dash.map { .string($0) } ?? .null,
                        "marker": .string(style.marker.rawValue),
                    ]
                }),
            "pictures": .array(pictures.map { .string($0.name) }),
            "comparison": comparison.json,
        ]
    }

    /// A colour for each codec, on light and on dark.
    private var palette: String {
        func rules(_ colour: KeyPath<CurveStyle, String>) -> String {
            comparison.codecs.indices.map { index in
                "--codec-\(index): \(CurveStyle.numbered(index)[keyPath: colour]);"
            }.joined(separator: " ")
        }
        return """

            :root { \(rules(\.colour)) }
            @media (prefers-color-scheme: dark) { :root { \(rules(\.darkColour)) } }

            """
    }

    /// Data within the page. No text in it can end the script: JSON needs no `<`.
    private static func script(id: String, _ data: JSON) -> String {
        let text = "\(data)".split(separator: "<", omittingEmptySubsequences: false)
            .joined(separator: "\\u003c")
        return "<script type=\"application/json\" id=\"\(id)\">\(text)</script>"
    }
}
