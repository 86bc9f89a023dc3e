/// One scale of SSIMULACRA2. It takes the rows of two pictures from the top, adds up the errors, and
/// hands rows of half the size to the next scale.
///
/// Only the rows that the filter reaches are in memory, however high the picture is.
final class SSIMULACRA2Scale {
    /// A picture with fewer pixels a side has no further scale.
    static let smallestSide = 8

    /// Where the caller puts the next row: R, G and B, linear.
    let originalRow: [UnsafeMutablePointer<Float>]
    let distortedRow: [UnsafeMutablePointer<Float>]

    private let width: Int
    private let next: SSIMULACRA2Scale?
    private let gaussian = RecursiveGaussian(sigma: 1.5)
    private let input: Plane
    /// Rows in memory: from the one that leaves the filter's window to the one that enters.
    private let slots: Int
    /// Rows that wait for their lower neighbour, to be halved.
    private let waiting: Plane
    /// XYB of both pictures: a row for each of the filter's, six planes.
    private let xyb: [Plane]
    /// The rows of five signals of each component, filtered along the row.
    private let filtered: [Plane]
    /// The filter along the columns of each of them.
    private let columns: [RecursiveGaussian.Columns]
    /// A row to filter, with zeros at its ends.
    private let line: Plane
    /// Five filtered signals of one row.
    private let signals: Plane
    private var rows = 0
    private var errors = SSIMULACRA2Errors()

    /// - Parameters:
    ///   - width: Columns.
    ///   - height: Rows that will come.
    ///   - count: The most scales that may follow.
    init(width: Int, height: Int, below count: Int) {
        self.width = width
        let goesOn = count > 0 && min(width, height) >= Self.smallestSide
        next =
            goesOn
            ? SSIMULACRA2Scale(width: (width + 1) / 2, height: (height + 1) / 2, below: count - 1)
            : nil
        let slots = 2 * gaussian.radius + 1
        self.slots = slots
        input = Plane(width: width, height: 6)
        waiting = Plane(width: width, height: 6)
        xyb = (0..<6).map { _ in Plane(width: width, height: slots) }
        filtered = (0..<15).map { _ in Plane(width: width, height: slots) }
        columns = (0..<15).map { _ in RecursiveGaussian.Columns(count: width) }
        line = Plane(width: width, height: 1, margin: gaussian.radius)
        signals = Plane(width: width, height: 5)
        originalRow = (0..<3).map(input.row)
        distortedRow = (3..<6).map(input.row)
    }

    /// Takes what the caller has put into the rows.
    func takeRow() {
        if let next {
            for channel in 0..<6 {
                if rows % 2 == 0 {
                    waiting.row(channel).update(from: input.row(channel), count: width)
                } else {
                    halve(waiting.row(channel), input.row(channel), channel, next)
                }
            }
            if rows % 2 != 0 { next.takeRow() }
        }
        let slot = rows % slots
        convertToXYB(originalRow, into: xyb[..<3].map { $0.row(slot) }, count: width)
        convertToXYB(distortedRow, into: xyb[3...].map { $0.row(slot) }, count: width)
        for component in 0..<3 { filterRow(component, slot) }
        addRow(entering: rows)
        rows += 1
    }

    /// No more rows come.
    ///
    /// - Returns: The errors of this scale and of those that follow.
    func finish() -> [SSIMULACRA2Errors] {
        if let next, rows % 2 != 0 {
            for channel in 0..<6 {
                halve(waiting.row(channel), waiting.row(channel), channel, next)
            }
            next.takeRow()
        }
        // Below the picture there are zeros, as there were above.
        for row in rows..<rows + gaussian.radius - 1 {
            for plane in filtered { plane.row(row % slots).update(repeating: 0, count: width) }
            addRow(entering: row)
        }
        return [errors] + (next?.finish() ?? [])
    }

    private func halve(
        _ upper: UnsafePointer<Float>, _ lower: UnsafePointer<Float>, _ channel: Int,
        _ next: SSIMULACRA2Scale
    ) {
        halveRows(upper, lower, width, into: next.input.row(channel))
    }

    /// Filters the newest row of a component: both pictures, their squares and their product.
    private func filterRow(_ component: Int, _ slot: Int) {
        let first = UnsafePointer(xyb[component].row(slot))
        let second = UnsafePointer(xyb[3 + component].row(slot))
        let line = line.row(0)
        let count = width
        let kernel = gaussian.weights
        func filter(_ signal: Int) {
            let output = filtered[5 * component + signal].row(slot)
            kernel.filter(into: output, count: count) { UnsafePointer(line + $0) }
        }
        line.update(from: first, count: count)
        filter(0)
        line.update(from: second, count: count)
        filter(1)
        for x in 0..<count { line[x] = first[x] * first[x] }
        filter(2)
        for x in 0..<count { line[x] = second[x] * second[x] }
        filter(3)
        for x in 0..<count { line[x] = first[x] * second[x] }
        filter(4)
    }

    /// Moves the filter down by a row, and adds the errors of the one in its middle.
    private func addRow(entering: Int) {
        // The slot after that of the newest row has the oldest.
        let (newest, oldest) = (entering % slots, (entering + 1) % slots)
        let middle = entering - gaussian.radius + 1
        let means = (0..<5).map(signals.row)
        for component in 0..<3 {
            for signal in 0..<5 {
                let rows = filtered[5 * component + signal]
                gaussian.step(
                    columns[5 * component + signal], entering: rows.row(newest),
                    leaving: rows.row(oldest), into: means[signal])
            }
            guard middle >= 0 else { continue }
            ssimulacra2Maps(
                values: [xyb[component], xyb[3 + component]].map {
                    UnsafePointer($0.row(middle % slots))
                }, means: means, count: width)
            errors.components[component].add(Array(means[2...]), count: width)
        }
    }
}
