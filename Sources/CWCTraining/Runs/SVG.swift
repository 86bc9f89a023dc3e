/// A drawing in SVG, put together element by element.
struct SVG {
    private var body = ""
    let width: Double
    let height: Double

    init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    /// The file.
    var text: String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(trim(width)) \(trim(height))" \
        font-family="sans-serif" font-size="11">
        <rect width="100%" height="100%" fill="white"/>
        \(body)</svg>

        """
    }

    mutating func line(_ points: [(x: Double, y: Double)], colour: String, width: Double = 1.5) {
        let list = points.map { "\(trim($0.x)),\(trim($0.y))" }.joined(separator: " ")
        body +=
            "<polyline points=\"\(list)\" fill=\"none\" stroke=\"\(colour)\""
            + " stroke-width=\"\(trim(width))\"/>\n"
    }

    mutating func dot(_ point: (x: Double, y: Double), colour: String) {
        body +=
            "<circle cx=\"\(trim(point.x))\" cy=\"\(trim(point.y))\" r=\"2.5\""
            + " fill=\"\(colour)\"/>\n"
    }

    enum Anchor: String { case start, middle, end }

    mutating func text(
        _ text: String, x: Double, y: Double, anchor: Anchor = .start, colour: String = "#333"
    ) {
        let escaped = text.flatMap { character -> [Character] in
            switch character {
            case "&": Array("&amp;")
            case "<": Array("&lt;")
            default: [character]
            }
        }
        body +=
            "<text x=\"\(trim(x))\" y=\"\(trim(y))\" text-anchor=\"\(anchor.rawValue)\""
            + " fill=\"\(colour)\">\(String(escaped))</text>\n"
    }

    private func trim(_ value: Double) -> String {
        let text = fixed(value, 1)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
