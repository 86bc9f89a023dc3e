import CWCFigures

extension Comparison {
    /// The mean curves of all codecs as an SVG file, a panel for each metric that has any, three side
    /// by side: rate on a logarithmic axis, so that the distance to the left is the share of bits
    /// saved.
    public var drawing: String {
        let panels = metrics.compactMap { metric -> Plot? in
            let curves = codecs.enumerated().compactMap { index, codec -> Plot.Curve? in
                let points = points(of: codec.name, by: metric)
                guard !points.isEmpty else { return nil }
                let style = CurveStyle.numbered(index)
                return Plot.Curve(
                    points: points.map { ($0.measurement.rate, $0.value) }, colour: style.colour,
                    width: index == 0 ? 2.2 : 1.4, dash: style.dash, marker: style.marker)
            }
            guard !curves.isEmpty else { return nil }
            return Plot(
                title: metric.title, xName: "bits per pixel", curves: curves, logarithmicX: true)
        }
        let (side, gap, left, top) = (262.0, 50.0, 42.0, 62.0)
        let below = 42.0
        let columns = min(max(panels.count, 1), 3)
        let rows = max(panels.count + columns - 1, 1) / columns
        let count = images.count - failedImages.count
        var svg = SVG(
            width: left + Double(columns) * (side + gap) - gap + 14,
            height: top + Double(rows) * (side + below) + Double(rows - 1) * 20,
            title: "Rate and distortion of \(codecs.map(\.name).joined(separator: ", ")),"
                + " mean of \(count) \(count == 1 ? "picture" : "pictures")")
        drawLegend(into: &svg, x: left, y: 16)
        for (index, plot) in panels.enumerated() {
            let x = left + Double(index % columns) * (side + gap)
            let y = top + Double(index / columns) * (side + below + 20)
            plot.draw(into: &svg, x: x, y: y, width: side, height: side)
        }
        return svg.text
    }

    private func drawLegend(into svg: inout SVG, x left: Double, y: Double) {
        var x = left
        for (index, codec) in codecs.enumerated() {
            let style = CurveStyle.numbered(index)
            svg.line(
                [(x, y), (x + 30, y)], colour: style.colour, width: index == 0 ? 2.2 : 1.4,
                dash: style.dash)
            svg.mark((x + 15, y), style.marker, colour: style.colour)
            svg.text(codec.name, x: x + 36, y: y + 4, bold: index == 0)
            // Nothing here can measure text: six and a half units a character are enough.
            x += 36 + 6.5 * Double(codec.name.count) + 22
        }
    }
}
