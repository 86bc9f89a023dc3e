/// A drawing in SVG, put together element by element.
package struct SVG {
    private var body = ""
    private let title: String?
    /// Size of the drawing, in units of its own.
    package let width: Double
    package let height: Double

    /// An empty drawing; `title` is what a screen reader says of it.
    package init(width: Double, height: Double, title: String? = nil) {
        self.width = width
        self.height = height
        self.title = title
    }

    /// The file.
    package var text: String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(trim(width)) \(trim(height))" \
        font-family="sans-serif" font-size="11"\(title == nil ? "" : " role=\"img\"")>
        \(title.map { "<title>\(escaped($0))</title>\n" } ?? "")\
        <rect width="100%" height="100%" fill="white"/>
        \(body)</svg>

        """
    }

    /// A place: right of the left edge, below the upper one.
    package typealias Point = (x: Double, y: Double)

    /// A broken line; `dash` holds lengths of dashes and gaps, as SVG writes them.
    package mutating func line(
        _ points: [Point], colour: String, width: Double = 1.5, dash: String? = nil
    ) {
        let list = points.map { "\(trim($0.x)),\(trim($0.y))" }.joined(separator: " ")
        body +=
            "<polyline points=\"\(list)\" fill=\"none\" stroke=\"\(colour)\""
            + " stroke-width=\"\(trim(width))\""
            + (dash.map { " stroke-dasharray=\"\($0)\"" } ?? "") + "/>\n"
    }

    /// The mark of a measured point.
    package mutating func mark(_ point: Point, _ marker: Marker = .circle, colour: String) {
        let (x, y) = point
        guard marker != .circle else {
            body +=
                "<circle cx=\"\(trim(x))\" cy=\"\(trim(y))\" r=\"2.5\" fill=\"\(colour)\"/>\n"
            return
        }
        let path = marker.corners.map { "\(trim(x + $0.x)) \(trim(y + $0.y))" }
        body += "<path d=\"M\(path.joined(separator: "L"))Z\" fill=\"\(colour)\"/>\n"
    }

    /// Which part of a text its place means.
    package enum Anchor: String {
        case start, middle, end
    }

    /// A line of text; `y` is where its letters stand.
    package mutating func text(
        _ text: String, x: Double, y: Double, anchor: Anchor = .start, colour: String = "#333",
        bold: Bool = false
    ) {
        body +=
            "<text x=\"\(trim(x))\" y=\"\(trim(y))\" text-anchor=\"\(anchor.rawValue)\""
            + (bold ? " font-weight=\"bold\"" : "")
            + " fill=\"\(colour)\">\(escaped(text))</text>\n"
    }

    private func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            default: result.append(character)
            }
        }
    }

    private func trim(_ value: Double) -> String {
        let text = fixed(value, 1)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}

/// A shape that tells the points of one curve from those of another without colour.
package enum Marker: String, CaseIterable, Sendable {
    case circle, square, triangle, diamond, star, bar

    /// Around the middle, in units of the drawing; a circle has none.
    fileprivate var corners: [SVG.Point] {
        switch self {
        case .circle: []
        case .square: [(-2.4, -2.4), (2.4, -2.4), (2.4, 2.4), (-2.4, 2.4)]
        case .triangle: [(0, -3.4), (3.2, 2.4), (-3.2, 2.4)]
        case .diamond: [(0, -3.6), (3.6, 0), (0, 3.6), (-3.6, 0)]
        case .star:
            [(0, -4), (1, -1), (4, 0), (1, 1), (0, 4), (-1, 1), (-4, 0), (-1, -1)]
        case .bar: [(-3.4, -1.4), (3.4, -1.4), (3.4, 1.4), (-3.4, 1.4)]
        }
    }
}
