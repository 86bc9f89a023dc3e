import CWCFigures

/// What a file of results says of each optimizer: means over the seeds of its meta-training.
public struct ResultSummary: Sendable {
    /// An optimizer on a problem.
    public struct Entry: Sendable {
        /// Name of the problem.
        public var problem: String
        /// Name of the optimizer.
        public var optimizer: String
        /// Its tuned learning rate; empty where there is none.
        public var learningRate: String
        /// Seeds of meta-training that were measured.
        public var seedCount: Int
        /// At the steps that were asked for, nil where a curve ends before.
        public var cells: [Cell?]
        /// Mean of the losses of all steps to the horizon.
        public var meanSoFar: Double?
        /// Wall time of a step of all instances.
        public var millisecondsPerStep: Double
        /// Mean losses of all kept steps.
        var curve: [(x: Double, y: Double)]
    }

    /// An optimizer at one step.
    public struct Cell: Hashable, Sendable {
        /// Mean over instances and seeds.
        public var mean: Double
        /// Its standard error over instances: the mean of the seeds' errors.
        public var standardError: Double
        /// The least and the greatest mean of a seed.
        public var seedRange: ClosedRange<Double>
        /// Instances of all seeds that diverged.
        public var divergedCount: Int
        /// Instances of all seeds.
        public var instanceCount: Int
    }

    /// Entries in the order in which the file has them.
    public let entries: [Entry]
    /// The steps of the entries' cells.
    public let steps: [Int]

    /// - Parameters:
    ///   - rows: Rows of ``ResultTable``.
    ///   - steps: Steps of the table's columns.
    ///   - horizon: The last step of the mean of all.
    public init(_ rows: [ResultTable.Row], steps: [Int], horizon: Int = 100) {
        struct Key: Hashable { var problem, optimizer: String }
        var order: [Key] = []
        var groups: [Key: [ResultTable.Row]] = [:]
        for row in rows {
            let key = Key(problem: row.problem, optimizer: row.source.optimizer)
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(row)
        }
        self.steps = steps
        entries = order.map { key in
            let rows = groups[key] ?? []
            let horizons = rows.filter { $0.point.step == horizon }.compactMap(\.meanSoFar)
            return Entry(
                problem: key.problem, optimizer: key.optimizer,
                learningRate: rows.first?.source.learningRate ?? "",
                seedCount: Set(rows.map(\.source.seed)).count,
                cells: steps.map { Self.cell(rows, at: $0) }, meanSoFar: Self.mean(horizons),
                millisecondsPerStep: Self.mean(rows.map(\.millisecondsPerStep)) ?? 0,
                curve: Set(rows.map(\.point.step)).sorted().compactMap { step in
                    Self.cell(rows, at: step).map { (Double(step), $0.mean) }
                })
        }
    }

    private static func cell(_ rows: [ResultTable.Row], at step: Int) -> Cell? {
        let points = rows.map(\.point).filter { $0.step == step }
        let means = points.map(\.mean)
        guard let least = means.min(), let greatest = means.max(),
            let mean = mean(means), let error = Self.mean(points.map(\.standardError))
        else { return nil }
        return Cell(
            mean: mean, standardError: error,
            seedRange: least <= greatest ? least...greatest : mean...mean,
            divergedCount: points.reduce(0) { $0 + $1.divergedCount },
            instanceCount: points.reduce(0) { $0 + $1.instanceCount })
    }

    private static func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    /// The table in Markdown.
    public var markdown: [String] {
        let columns = steps.map { "f@\($0)" }
        let head = ["optimizer", "rate", "seeds"] + columns + ["mean to 100", "diverged"]
        return [line(head), line(head.map { _ in "---" })]
            + entries.map { entry in
                let cells = entry.cells.map { cell in
                    guard let cell else { return "–" }
                    return "\(brief(cell.mean)) ± \(brief(cell.standardError))"
                }
                let last = entry.cells.compactMap(\.self).last
                return line(
                    [entry.optimizer, entry.learningRate, "\(entry.seedCount)"] + cells
                        + [
                            entry.meanSoFar.map(brief) ?? "–",
                            last.map { "\($0.divergedCount) of \($0.instanceCount)" } ?? "–",
                        ])
            }
    }

    private func line(_ cells: [String]) -> String {
        "| " + cells.map { $0.isEmpty ? "–" : $0 }.joined(separator: " | ") + " |"
    }

    /// Three significant digits, more or less.
    private func brief(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e6 else {
            return value.isFinite ? "> 10⁶" : "–"
        }
        return fixed(value, value.magnitude >= 100 ? 0 : value.magnitude >= 10 ? 1 : 3)
    }

    /// The curves of all optimizers, within the horizon and beyond, as the text of an SVG file.
    public func drawing(horizon: Int = 100) -> String {
        var svg = SVG(width: 1180, height: 500)
        let last = entries.flatMap(\.curve).map(\.x).max() ?? 0
        let panels = [("to the horizon", Double(horizon)), ("beyond it", last)]
        for (index, (title, end)) in panels.enumerated() {
            let plot = Plot(
                title: "test loss, \(title)", xName: "steps",
                curves: entries.enumerated().map { place, entry in
                    Plot.Curve(
                        name: entry.optimizer,
                        points: entry.curve.filter { $0.x <= end && $0.y < 1e6 },
                        colour: curveColours[place % curveColours.count])
                }, logarithmicY: true, namesAtTop: true)
            plot.draw(into: &svg, x: 60 + 590 * Double(index), y: 40, width: 510, height: 410)
        }
        return svg.text
    }
}

/// Colours that can be told apart, in the order in which they are used.
let curveColours = [
    "#1f5fa8", "#b8322a", "#2b8a3e", "#8a5a00", "#6b3fa0", "#00798c", "#555555", "#d6336c",
    "#5c940d", "#e67700", "#1098ad", "#a61e4d", "#364fc7",
]

/// The courses of meta-trainings, as the text of an SVG file.
public func drawing(ofCourses courses: [(name: String, points: [(x: Double, y: Double)])]) -> String
{
    var svg = SVG(width: 780, height: 500)
    let plot = Plot(
        title: "mean test loss of the steps to the horizon", xName: "meta-updates",
        curves: courses.enumerated().map { place, course in
            Plot.Curve(
                name: course.name, points: course.points.filter { $0.y.isFinite && $0.y > 0 },
                colour: curveColours[place % curveColours.count])
        }, logarithmicY: true, namesAtTop: true)
    plot.draw(into: &svg, x: 60, y: 40, width: 700, height: 410)
    return svg.text
}
