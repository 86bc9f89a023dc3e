import CWCFigures
import CWCImageIO

/// Draws what log and validation hold so far into `curves.svg`.
func drawCurves(in folder: RunFolder) throws {
    let log = try Table(path: folder.log)
    let validation = try Table(path: folder.validation)
    var svg = SVG(width: 1180, height: 330)
    let plots = [
        Plot(
            title: "Loss, training", xName: "steps",
            curves: [Plot.Curve(points: smooth(log.points("step", "loss")), colour: blue)]),
        Plot(
            title: "PSNR, training (dB)", xName: "steps",
            curves: [Plot.Curve(points: smooth(log.points("step", "psnr")), colour: blue)]),
        Plot(
            title: "PSNR, validation (dB)", xName: "bits per pixel",
            curves: rateCurves(validation)),
    ]
    for (index, plot) in plots.enumerated() {
        plot.draw(into: &svg, x: 60 + 390 * Double(index), y: 40, width: 320, height: 240)
    }
    try writeFile(Array(svg.text.utf8), to: folder.curves)
}

private let blue = "#1f5fa8"
private let red = "#b8322a"

/// The curve of the first and of the last validation, by kind: the rest lies between.
private func rateCurves(_ table: Table) -> [Plot.Curve] {
    var curves: [Plot.Curve] = []
    for (kind, colour) in [("estimate", blue), ("file", red)] {
        let rows = table.rows(where: "kind", equals: kind)
        let steps = rows.column("step")
        guard let first = steps.first, let last = steps.last else { continue }
        for step in first == last ? [last] : [first, last] {
            let points = rows.rows(where: "step", equals: step).points("bpp", "psnr")
            curves.append(
                Plot.Curve(
                    name: "\(kind), step \(step)", points: points.sorted { $0.x < $1.x },
                    colour: step == last ? colour : colour + "80", marker: .circle))
        }
    }
    return curves
}

/// Means of runs of neighbours, so that a long log shows its course and not its noise.
private func smooth(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    let size = max(1, points.count / 150)
    return stride(from: 0, to: points.count, by: size).map { start in
        let run = points[start..<min(start + size, points.count)]
        let count = Double(run.count)
        return (run.reduce(0) { $0 + $1.x } / count, run.reduce(0) { $0 + $1.y } / count)
    }
}
