/// A panel of curves with two axes.
package struct Plot {
    /// A line through points.
    package struct Curve {
        /// The name beside it; empty for none.
        package var name: String
        /// Its points, in the order in which they are joined.
        package var points: [SVG.Point]
        /// Colour, as SVG writes it.
        package var colour: String
        /// Width of the line.
        package var width: Double
        /// Lengths of dashes and gaps, as SVG writes them; nil for a line without gaps.
        package var dash: String?
        /// What each point is marked with.
        package var marker: Marker?

        /// A curve from its points and its looks.
        package init(
            name: String = "", points: [SVG.Point], colour: String, width: Double = 1.5,
            dash: String? = nil, marker: Marker? = nil
        ) {
            self.name = name
            self.points = points
            self.colour = colour
            self.width = width
            self.dash = dash
            self.marker = marker
        }
    }

    /// What the vertical axis shows.
    package var title: String
    /// What the horizontal axis shows.
    package var xName: String
    /// The curves, the first at the bottom.
    package var curves: [Curve]
    /// Whether equal factors of x or y are equal distances.
    package var logarithmicX: Bool
    package var logarithmicY: Bool
    /// Whether the curves' names stand in the upper right corner, not the lower.
    package var namesAtTop: Bool

    /// A panel from its parts.
    package init(
        title: String, xName: String, curves: [Curve], logarithmicX: Bool = false,
        logarithmicY: Bool = false, namesAtTop: Bool = false
    ) {
        self.title = title
        self.xName = xName
        self.curves = curves
        self.logarithmicX = logarithmicX
        self.logarithmicY = logarithmicY
        self.namesAtTop = namesAtTop
    }

    /// Draws into the rectangle whose upper left corner is `x`, `y`; nothing without points. Curves
    /// with names are named in a corner at the right.
    package func draw(
        into svg: inout SVG, x left: Double, y top: Double, width: Double, height: Double
    ) {
        let points = curves.flatMap(\.points)
        svg.text(title, x: left, y: top - 8)
        let horizontal =
            logarithmicX ? Axis(logarithmic: points.map(\.x)) : Axis(points.map(\.x))
        let vertical =
            logarithmicY ? Axis(logarithmic: points.map(\.y)) : Axis(points.map(\.y))
        guard let xs = horizontal, let ys = vertical else { return }
        func place(_ point: SVG.Point) -> SVG.Point {
            (left + xs.share(point.x) * width, top + (1 - ys.share(point.y)) * height)
        }
        for tick in ys.ticks {
            let y = place((xs.low, tick)).y
            svg.line([(left, y), (left + width, y)], colour: "#ddd", width: 1)
            svg.text(ys.label(tick), x: left - 5, y: y + 4, anchor: .end)
        }
        for tick in xs.ticks {
            let x = place((tick, ys.low)).x
            svg.line([(x, top), (x, top + height)], colour: "#ddd", width: 1)
            svg.text(xs.label(tick), x: x, y: top + height + 15, anchor: .middle)
        }
        svg.text(xName, x: left + width, y: top + height + 30, anchor: .end)
        for (index, curve) in curves.enumerated() {
            let placed = curve.points.map(place)
            svg.line(placed, colour: curve.colour, width: curve.width, dash: curve.dash)
            if let marker = curve.marker {
                for point in placed { svg.mark(point, marker, colour: curve.colour) }
            }
            guard !curve.name.isEmpty else { continue }
            let offset = 14 * Double(index)
            svg.text(
                curve.name, x: left + width - 6,
                y: namesAtTop ? top + 14 + offset : top + height - 10 - offset,
                anchor: .end, colour: curve.colour)
        }
    }
}
