/// A point of a canvas: the height of the picture is 1, `y` points down.
struct Point {
    var x: Double
    var y: Double

    init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
    }
}

/// A picture being drawn, with soft edges. Lengths are in units of its height.
struct Canvas {
    let width: Int
    let height: Int
    private var pixels: [Colour]

    /// The side of a pixel.
    var pixel: Double { 1 / Double(height) }

    init(width: Int, height: Int, background: (_ x: Double, _ y: Double) -> Colour) {
        self.width = width
        self.height = height
        let pixel = 1 / Double(height)
        pixels = []
        pixels.reserveCapacity(width * height)
        for row in 0..<height {
            for column in 0..<width {
                pixels.append(
                    background((Double(column) + 0.5) * pixel, (Double(row) + 0.5) * pixel))
            }
        }
    }

    /// The pixel in a column and a row.
    subscript(column: Int, row: Int) -> Colour {
        get { pixels[row * width + column] }
        set { pixels[row * width + column] = newValue }
    }

    /// Interleaved RGB samples.
    var samples: [UInt8] {
        pixels.flatMap { colour in
            [colour.red, colour.green, colour.blue].map { UInt8((unit($0) * 255).rounded()) }
        }
    }

    /// Paints the pixels between two corners; `coverage` is asked at their centres.
    private mutating func paint(
        from low: Point, to high: Point, colour: (Point) -> Colour, coverage: (Point) -> Double
    ) {
        let size = Double(height)
        let columns = (max(0, Int(low.x * size) - 1), min(width, Int(high.x * size) + 2))
        let rows = (max(0, Int(low.y * size) - 1), min(height, Int(high.y * size) + 2))
        for row in stride(from: rows.0, to: rows.1, by: 1) {
            for column in stride(from: columns.0, to: columns.1, by: 1) {
                let point = Point((Double(column) + 0.5) * pixel, (Double(row) + 0.5) * pixel)
                let share = coverage(point)
                if share > 0 {
                    let index = row * width + column
                    pixels[index] = pixels[index].mixed(with: colour(point), share)
                }
            }
        }
    }

    /// A filled disc.
    mutating func disc(_ centre: Point, radius: Double, opacity: Double = 1, _ colour: Colour) {
        let pixel = pixel
        // A disc of less than a pixel keeps its weight by being fainter.
        let drawn = max(radius, 0.5 * pixel)
        let weight = opacity * unit(radius / drawn) * unit(radius / drawn)
        paint(
            from: Point(centre.x - drawn, centre.y - drawn),
            to: Point(centre.x + drawn, centre.y + drawn), colour: { _ in colour }
        ) { point in
            let (dx, dy) = (point.x - centre.x, point.y - centre.y)
            return weight * unit((drawn - (dx * dx + dy * dy).squareRoot()) / pixel + 0.5)
        }
    }

    /// A line from `a` to `b`, as wide as given at each end.
    mutating func line(
        _ a: Point, _ b: Point, widths: (Double, Double), opacity: Double = 1, _ colour: Colour
    ) {
        let pixel = pixel
        let (dx, dy) = (b.x - a.x, b.y - a.y)
        let squaredLength = max(dx * dx + dy * dy, 1e-12)
        let margin = max(widths.0, widths.1)
        paint(
            from: Point(min(a.x, b.x) - margin, min(a.y, b.y) - margin),
            to: Point(max(a.x, b.x) + margin, max(a.y, b.y) + margin), colour: { _ in colour }
        ) { point in
            let along = unit(((point.x - a.x) * dx + (point.y - a.y) * dy) / squaredLength)
            let (ex, ey) = (point.x - a.x - along * dx, point.y - a.y - along * dy)
            let half = 0.5 * (widths.0 + (widths.1 - widths.0) * along)
            let drawn = max(half, 0.5 * pixel)
            let distance = (ex * ex + ey * ey).squareRoot()
            return opacity * half / drawn * unit((drawn - distance) / pixel + 0.5)
        }
    }

    /// A filled convex polygon; `colour` may vary from point to point.
    mutating func polygon(_ corners: [Point], opacity: Double = 1, _ colour: (Point) -> Colour) {
        let pixel = pixel
        // Positive when the corners run clockwise on the screen.
        var area = 0.0
        for (a, b) in zip(corners, corners.dropFirst() + corners.prefix(1)) {
            area += a.x * b.y - b.x * a.y
        }
        let edges = zip(corners, corners.dropFirst() + corners.prefix(1)).map { a, b in
            let length = ((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y)).squareRoot()
            let sign = (area < 0 ? -1 : 1) / max(length, 1e-9)
            return (a, (b.x - a.x) * sign, (b.y - a.y) * sign)
        }
        let (xs, ys) = (corners.map(\.x), corners.map(\.y))
        paint(
            from: Point(xs.reduce(9, min), ys.reduce(9, min)),
            to: Point(xs.reduce(-9, max), ys.reduce(-9, max)), colour: colour
        ) { point in
            let inside = edges.reduce(9.0) { depth, edge in
                min(depth, edge.1 * (point.y - edge.0.y) - edge.2 * (point.x - edge.0.x))
            }
            return opacity * unit(inside / pixel + 0.5)
        }
    }
}
