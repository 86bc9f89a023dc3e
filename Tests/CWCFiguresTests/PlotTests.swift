import CWCFigures
import Testing

@Suite struct PlotTests {
    @Test(
        arguments: [
            ([0.0, 100], [0.0, 20, 40, 60, 80, 100], ["0", "20", "40", "60", "80", "100"]),
            (
                [0.11, 0.47], [0.1, 0.2, 0.3, 0.4, 0.5], ["0.1", "0.2", "0.3", "0.4", "0.5"]
            ),
            ([-3, -3], [-3.0, -2.8, -2.6, -2.4, -2.2, -2.0], nil),
        ] as [([Double], [Double], [String]?)])
    func ticks(values: [Double], ticks: [Double], labels: [String]?) throws {
        let axis = try #require(Axis(values))
        #expect(axis.ticks.count == ticks.count)
        #expect(zip(axis.ticks, ticks).allSatisfy { abs($0 - $1) < 1e-9 })
        if let labels { #expect(axis.ticks.map(axis.label) == labels) }
        #expect(axis.share(axis.low) == 0 && axis.share(axis.high) == 1)
    }

    @Test func nothingToDraw() {
        #expect(Axis([]) == nil)
        #expect(Axis([.nan, .infinity]) == nil)
    }

    @Test(arguments: [
        ([0.06, 1.7], [0.1, 0.2, 0.5, 1], ["0.1", "0.2", "0.5", "1"]),
        ([0.05, 0.5], [0.05, 0.1, 0.2, 0.5], ["0.05", "0.1", "0.2", "0.5"]),
        ([3, 3, -1, 0], [2, 5], ["2", "5"]), ([90, 600], [100, 200, 500], ["100", "200", "500"]),
    ])
    func logarithmicTicks(values: [Double], ticks: [Double], labels: [String]) throws {
        let axis = try #require(Axis(logarithmic: values))
        #expect(axis.ticks == ticks && axis.ticks.map(axis.label) == labels)
        #expect(axis.share(axis.low) == 0 && abs(axis.share(axis.high) - 1) < 1e-12)
        let middle = (axis.low * axis.high).squareRoot()
        #expect(abs(axis.share(middle) - 0.5) < 1e-12)
    }

    @Test func curvesWithoutColour() {
        let styles = (0..<8).map(CurveStyle.numbered)
        #expect(Set(styles.map { "\($0.dash ?? "") \($0.marker)" }).count == styles.count)
        #expect(CurveStyle.numbered(8).colour == styles[0].colour)
    }

    @Test func drawing() {
        var svg = SVG(width: 100.25, height: 50, title: "a < b & c")
        let curve = Plot.Curve(
            name: "<one>", points: [(0.1, 1), (1, 2)], colour: "#123456", dash: "4 2",
            marker: .diamond)
        Plot(title: "t", xName: "x", curves: [curve], logarithmicX: true)
            .draw(into: &svg, x: 10, y: 10, width: 80, height: 30)
        let text = svg.text
        #expect(text.hasPrefix("<svg ") && text.hasSuffix("</svg>\n"))
        #expect(text.contains("viewBox=\"0 0 100.3 50\"") || text.contains("0 0 100.2 50"))
        #expect(text.contains("<title>a &lt; b &amp; c</title>") && text.contains(">&lt;one><"))
        #expect(text.contains("stroke-dasharray=\"4 2\""))
        #expect(text.ranges(of: "<path ").count == 2)
    }
}
