extension Landscape {
    /// A corner of the house: `across` and `up` in units of its width, from its front left foot.
    private func corner(_ across: Double, _ up: Double) -> Point {
        let size = 0.20
        return Point(0.685 * aspect + across * size, 0.795 - up * size)
    }

    /// Whether a blade of grass here would stand in the house.
    func houseCovers(_ x: Double, _ y: Double) -> Bool {
        let (left, right) = (corner(-0.04, 0), corner(1.44, 0))
        return x > left.x && x < right.x && y < left.y + 0.006
    }

    /// A gabled house, its front towards the viewer, its long side away from the sun.
    func paintHouse(on canvas: inout Canvas) {
        paintShadow(on: &canvas)
        let noise = noise
        let boards = { (base: Colour, light: Double) in
            { (point: Point) -> Colour in
                let row = point.y * 150
                let joint = row - row.rounded(.down) < 0.16 ? 0.80 : 1.0
                let grain = 0.90 + 0.20 * noise.fractal(point.x * 40, point.y * 260, octaves: 2)
                return base * (joint * grain * light)
            }
        }
        let tiles = { (point: Point) -> Colour in
            let row = point.y * 125
            let shade = 0.72 + 0.34 * (row - row.rounded(.down))
            let tile = noise.lattice(Int(point.x * 160 + row.rounded(.down) * 0.5), Int(row))
            return Colour(152, 66, 46) * (shade * (0.82 + 0.32 * tile))
        }
        let wall = Colour(232, 216, 186)
        canvas.polygon(
            [corner(0.62, 0), corner(0.62, 0.46), corner(1.40, 0.46), corner(1.40, 0.03)],
            boards(wall, 0.66))
        canvas.polygon(
            [corner(0, 0), corner(0, 0.46), corner(0.62, 0.46), corner(0.62, 0)], boards(wall, 1))
        canvas.polygon(
            [corner(0, 0.46), corner(0.31, 0.88), corner(0.62, 0.46)], boards(wall, 1))
        canvas.polygon(
            [corner(0.94, 0.80), corner(0.94, 1.04), corner(1.06, 1.04), corner(1.06, 0.80)]
        ) { point in
            let row = Int(point.y * 170)
            return Colour(134, 92, 76) * (0.75 + 0.4 * noise.lattice(row, Int(point.x * 130)))
        }
        canvas.polygon(
            [corner(0.31, 0.92), corner(1.16, 0.90), corner(1.46, 0.40), corner(0.66, 0.40)], tiles)
        let eaves = Colour(244, 238, 226)
        canvas.line(corner(-0.05, 0.40), corner(0.31, 0.915), widths: (0.006, 0.006), eaves)
        canvas.line(corner(0.31, 0.915), corner(0.665, 0.40), widths: (0.006, 0.006), eaves * 0.9)
        canvas.line(corner(0.665, 0.40), corner(1.46, 0.40), widths: (0.004, 0.004), eaves * 0.7)

        paintWindow(from: (0.07, 0.16), to: (0.22, 0.36), light: 1, on: &canvas)
        paintWindow(from: (0.24, 0.52), to: (0.38, 0.68), light: 1, on: &canvas)
        paintWindow(from: (0.74, 0.18), to: (0.92, 0.36), light: 0.72, on: &canvas)
        paintWindow(from: (1.10, 0.18), to: (1.28, 0.36), light: 0.72, on: &canvas)
        paintDoor(on: &canvas)
    }

    private func paintShadow(on canvas: inout Canvas) {
        canvas.polygon(
            [corner(0.0, 0.01), corner(1.40, 0.04), corner(1.78, -0.10), corner(0.62, -0.17)],
            opacity: 0.5
        ) { _ in Colour(22, 34, 26) }
    }

    private func paintWindow(
        from low: (Double, Double), to high: (Double, Double), light: Double,
        on canvas: inout Canvas
    ) {
        let frame = Colour(246, 242, 232) * light
        func box(_ inset: Double) -> [Point] {
            [
                corner(low.0 + inset, low.1 + inset), corner(low.0 + inset, high.1 - inset),
                corner(high.0 - inset, high.1 - inset), corner(high.0 - inset, low.1 + inset),
            ]
        }
        let (bottom, top) = (corner(0, low.1).y, corner(0, high.1).y)
        canvas.polygon(box(-0.014)) { _ in frame }
        canvas.polygon(box(0.006)) { point in
            let up = (bottom - point.y) / (bottom - top)
            return Colour(44, 52, 64).mixed(with: Colour(168, 190, 208), 0.75 * up * up) * light
        }
        let middle = (0.5 * (low.0 + high.0), 0.5 * (low.1 + high.1))
        canvas.line(
            corner(middle.0, low.1), corner(middle.0, high.1), widths: (0.003, 0.003), frame)
        canvas.line(
            corner(low.0, middle.1), corner(high.0, middle.1), widths: (0.003, 0.003), frame)
    }

    private func paintDoor(on canvas: inout Canvas) {
        let noise = noise
        canvas.polygon(
            [corner(0.345, 0), corner(0.345, 0.37), corner(0.545, 0.37), corner(0.545, 0)]
        ) { _ in Colour(246, 242, 232) }
        canvas.polygon(
            [corner(0.365, 0), corner(0.365, 0.35), corner(0.525, 0.35), corner(0.525, 0)]
        ) { point in
            Colour(62, 92, 104)
                * (0.8 + 0.4 * noise.fractal(point.x * 300, point.y * 20, octaves: 2))
        }
        canvas.disc(corner(0.50, 0.16), radius: 0.0028, Colour(224, 196, 120))
        canvas.polygon(
            [corner(0.32, -0.035), corner(0.34, 0.008), corner(0.55, 0.008), corner(0.57, -0.035)]
        ) { _ in Colour(150, 146, 138) }
    }
}
