/// How a curve is told from the others: by colour, by dashes and by the marks of its points, so
/// that it can be followed in print and by those who see few colours.
package struct CurveStyle: Sendable {
    /// On white.
    package let colour: String
    /// On near black.
    package let darkColour: String
    /// Lengths of dashes and gaps, as SVG writes them; nil for a line without gaps.
    package let dash: String?
    /// The mark of its points.
    package let marker: Marker

    /// The style of the curve with this number.
    package static func numbered(_ index: Int) -> CurveStyle { all[index % all.count] }

    /// Each colour has a contrast of 4.5 or more with its ground. Neighbours differ in lightness
    /// too.
    private static let all = [
        CurveStyle(colour: "#0059a8", darkColour: "#6cb6ff", dash: nil, marker: .circle),
        CurveStyle(colour: "#b84300", darkColour: "#ff9a5c", dash: "6 2", marker: .square),
        CurveStyle(colour: "#00734d", darkColour: "#45d0a0", dash: "2 2", marker: .triangle),
        CurveStyle(colour: "#8f2f7d", darkColour: "#f0a0dc", dash: "8 2 2 2", marker: .diamond),
        CurveStyle(colour: "#7a5b00", darkColour: "#e6c04a", dash: "10 3", marker: .star),
        CurveStyle(colour: "#4d4d57", darkColour: "#c4c4d0", dash: "1 2", marker: .bar),
        CurveStyle(colour: "#5b3fc4", darkColour: "#b9a8ff", dash: "4 2 1 2 1 2", marker: .square),
        CurveStyle(colour: "#a3122f", darkColour: "#ff8fa0", dash: "3 3", marker: .diamond),
    ]
}
