/// A panel of curves with linear axes; the vertical one may be logarithmic.
struct Plot {
    struct Curve {
        var name = ""
        var points: [(x: Double, y: Double)]
        var colour: String
        /// Whether each point is marked.
        var marked = false
    }

    var title: String
    var xName: String
    var curves: [Curve]
    /// Whether heights are logarithms, so that all values must be positive.
    var hasLogarithmicHeight = false
    /// Whether the curves' names stand in the upper right corner, not the lower.
    var namesAtTop = false

    /// Draws into the rectangle whose upper left corner is `x`, `y`; nothing without points.
    func draw(into svg: inout SVG, x left: Double, y top: Double, width: Double, height: Double) {
        func scaled(_ value: Double) -> Double {
            hasLogarithmicHeight ? logarithm10(value) : value
        }
        let points = curves.flatMap(\.points).map { (x: $0.x, y: scaled($0.y)) }
        svg.text(title, x: left, y: top - 8)
        guard let xs = Axis(points.map(\.x)), let ys = Axis(points.map(\.y)) else { return }
        func place(_ point: (x: Double, y: Double)) -> (x: Double, y: Double) {
            (left + xs.share(point.x) * width, top + (1 - ys.share(point.y)) * height)
        }
        for tick in ys.ticks {
            let y = place((xs.low, tick)).y
            svg.line([(left, y), (left + width, y)], colour: "#ddd", width: 1)
            let label =
                hasLogarithmicHeight ? fixed(raise(10, to: tick), tick < 1 ? 2 : 0) : ys.label(tick)
            svg.text(label, x: left - 5, y: y + 4, anchor: .end)
        }
        for tick in xs.ticks {
            let x = place((tick, ys.low)).x
            svg.line([(x, top), (x, top + height)], colour: "#ddd", width: 1)
            svg.text(xs.label(tick), x: x, y: top + height + 15, anchor: .middle)
        }
        svg.text(xName, x: left + width, y: top + height + 30, anchor: .end)
        for (index, curve) in curves.enumerated() {
            let placed = curve.points.map { place((x: $0.x, y: scaled($0.y))) }
            svg.line(placed, colour: curve.colour)
            if curve.marked { for point in placed { svg.dot(point, colour: curve.colour) } }
            guard !curve.name.isEmpty else { continue }
            let offset = 14 * Double(index)
            svg.text(
                curve.name, x: left + width - 6,
                y: namesAtTop ? top + 14 + offset : top + height - 10 - offset,
                anchor: .end, colour: curve.colour)
        }
    }
}

/// A range of numbers with round ticks.
struct Axis {
    let low: Double
    let high: Double
    let step: Double

    /// The axis of finite values; nil without any.
    init?(_ values: [Double]) {
        let finite = values.filter(\.isFinite)
        guard let smallest = finite.min(), var largest = finite.max() else { return nil }
        if largest == smallest { largest = smallest + max(1, smallest.magnitude / 10) }
        let rough = (largest - smallest) / 5
        let power = raise(10, to: log10Floor(rough))
        step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999 } ?? 10 * power
        low = (smallest / step).rounded(.down) * step
        high = (largest / step).rounded(.up) * step
    }

    var ticks: [Double] {
        let count = Int(((high - low) / step).rounded())
        return (0...count).map { low + Double($0) * step }
    }

    /// Where a value lies, 0 at the low end and 1 at the high end.
    func share(_ value: Double) -> Double { (value - low) / (high - low) }

    func label(_ tick: Double) -> String {
        fixed(tick, step >= 1 ? 0 : Int(-log10Floor(step)))
    }
}

private func log10Floor(_ value: Double) -> Double { logarithm10(value).rounded(.down) }
