extension Drawing {
    /// A printed page: lines of small letters, rules, and a chart with a curve and circles.
    public static func lineArt(width: Int, height: Int) -> [UInt8] {
        var canvas = Canvas(width: width, height: height) { _, _ in Colour(252, 251, 247) }
        let ink = Colour(20, 20, 24)
        let right = Double(width) * canvas.pixel
        let text = Array("THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG ".utf8)
        var letter = 0
        // Letters of whole pixels, twice as large in the heading: sharp, as screens show them.
        for (top, scale) in [(4, 4)]
            + stride(from: 36, to: height * 6 / 10 - 10, by: 14).map({ ($0, 2) })
        {
            var left = 6
            while left + 3 * scale < width - 6 {
                canvas.glyph(text[letter % text.count], left: left, top: top, scale: scale, ink)
                left += 4 * scale
                letter += 1
            }
        }
        let red = Colour(196, 30, 40)
        canvas.line(Point(0.02, 0.62), Point(right - 0.02, 0.62), widths: (0.006, 0.006), red)
        paintChart(from: Point(0.05, 0.66), to: Point(right - 0.05, 0.96), ink, on: &canvas)
        return canvas.samples
    }

    /// Axes, hyperbolas `y = k / (x + k)` and a marker on each.
    private static func paintChart(
        from low: Point, to high: Point, _ ink: Colour, on canvas: inout Canvas
    ) {
        canvas.line(low, Point(low.x, high.y), widths: (0.004, 0.004), ink)
        canvas.line(Point(low.x, high.y), high, widths: (0.004, 0.004), ink)
        let colours = [Colour(30, 90, 180), Colour(210, 120, 20), Colour(40, 140, 70)]
        for (index, colour) in colours.enumerated() {
            let k = 0.08 * Double(1 + 2 * index)
            func point(_ step: Int) -> Point {
                let x = Double(step) / 24
                return Point(
                    low.x + x * (high.x - low.x), high.y - (1 - k / (x + k)) * (high.y - low.y))
            }
            for step in 0..<24 {
                canvas.line(point(step), point(step + 1), widths: (0.003, 0.003), colour)
                if step % 6 == 3 {
                    canvas.disc(point(step), radius: 0.010, colour)
                    canvas.disc(point(step), radius: 0.006, Colour(252, 251, 247))
                }
            }
        }
    }
}

extension Canvas {
    /// Letters A to Z, 3×5: five rows of three bits each, written as octal digits.
    private static let letters = [
        0o25755, 0o65656, 0o34443, 0o65556, 0o74647, 0o74644, 0o34553, 0o55755, 0o72227, 0o11152,
        0o55655, 0o44447, 0o57755, 0o65555, 0o25552, 0o65644, 0o25573, 0o65655, 0o34216, 0o72222,
        0o55557, 0o55552, 0o55775, 0o55255, 0o55222, 0o71247,
    ]

    /// Paints a letter of `scale` pixels a dot; anything that is no letter is a blank.
    mutating func glyph(_ code: UInt8, left: Int, top: Int, scale: Int, _ colour: Colour) {
        guard (0x41...0x5A).contains(code) else { return }
        let bits = Self.letters[Int(code) - 0x41]
        for dot in 0..<15 where bits >> (14 - dot) & 1 == 1 {
            let (x, y) = (left + dot % 3 * scale, top + dot / 3 * scale)
            for row in y..<y + scale {
                for column in x..<x + scale where column < width && row < height {
                    self[column, row] = colour
                }
            }
        }
    }
}
