extension Landscape {
    /// A broad-leaved tree in the left foreground: trunk, boughs, then leaves from back to front.
    func paintTree(on canvas: inout Canvas) {
        var dice = Dice(noise, part: 5)
        let foot = Point(0.105 * aspect, 0.955)
        let fork = Point(0.112 * aspect, 0.60)
        paintTrunk(from: foot, to: fork, on: &canvas)
        // The crown is a heap of rounded clumps, each at the end of a bough.
        var clumps: [(centre: Point, radius: Double)] = []
        for index in 0..<17 {
            let turn = Double(index) / 17
            // A point on a flattened ring or inside it, without trigonometry.
            let (side, rise) = (4 * abs(turn - 0.5) - 1, index % 2 == 0 ? 1.0 : -0.35)
            let centre = Point(
                fork.x + 0.185 * side + 0.05 * (dice.roll() - 0.5),
                fork.y - 0.17 - 0.12 * rise * (1 - 0.6 * side * side) + 0.13 * (dice.roll() - 0.5))
            clumps.append((centre, 0.062 + 0.035 * dice.roll()))
        }
        let bark = Colour(66, 50, 38)
        for clump in clumps {
            let elbow = Point(
                0.5 * (fork.x + clump.centre.x), 0.62 * fork.y + 0.38 * clump.centre.y + 0.02)
            canvas.line(fork, elbow, widths: (0.020, 0.011), bark)
            canvas.line(elbow, clump.centre, widths: (0.009, 0.003), bark)
        }
        for clump in clumps.sorted(by: { $0.centre.y > $1.centre.y }) {
            paintLeaves(around: clump.centre, radius: clump.radius, &dice, on: &canvas)
        }
    }

    private func paintTrunk(from foot: Point, to fork: Point, on canvas: inout Canvas) {
        let noise = noise
        let bark = { (point: Point) -> Colour in
            let centre = foot.x + (foot.y - point.y) / (foot.y - fork.y) * (fork.x - foot.x)
            let light = 0.55 + 0.45 * unit((point.x - centre + 0.02) / 0.04)
            let furrow = noise.ridged(point.x * 90, point.y * 14, octaves: 3)
            return Colour(112, 88, 66) * (light * (0.45 + 0.85 * furrow))
        }
        let (left, right) = (
            Point(foot.x - 0.020, foot.y - 0.06), Point(foot.x + 0.023, foot.y - 0.06)
        )
        canvas.polygon(
            [
                left, Point(fork.x - 0.013, fork.y - 0.03), Point(fork.x + 0.014, fork.y - 0.03),
                right,
            ], bark)
        canvas.polygon(
            [
                Point(foot.x - 0.034, foot.y + 0.012), left, right,
                Point(foot.x + 0.038, foot.y + 0.014),
            ], bark)
    }

    /// Leaves on a ball: dark below and behind, light on top and towards the sun on the right.
    private func paintLeaves(
        around centre: Point, radius: Double, _ dice: inout Dice, on canvas: inout Canvas
    ) {
        for index in 0..<520 {
            let (a, b) = (2 * dice.roll() - 1, 2 * dice.roll() - 1)
            let (hue, size) = (dice.roll(), dice.roll())
            let distance = (a * a + b * b).squareRoot()
            if distance > 1 { continue }
            let front = Double(index) / 520
            let light = unit(0.10 + 0.55 * front * front + 0.22 * a - 0.32 * b - 0.10 * distance)
            let leaf = Colour(24, 44, 20).mixed(with: Colour(142, 160, 58), light)
                .mixed(with: Colour(206, 182, 76), 0.30 * hue * light)
            canvas.disc(
                Point(centre.x + radius * a, centre.y + 0.85 * radius * b),
                radius: 0.0034 + 0.0042 * size, opacity: 0.92, leaf)
        }
    }
}
