extension Landscape {
    /// The ground of the near shore, before blades of grass are painted on it.
    func meadow(_ x: Double, _ y: Double) -> Colour {
        let nearness = unit((y - 0.66) / 0.34)
        let scale = 1 / (0.25 + nearness)
        let patches = noise.fractal(x * 3 * scale, y * 8 * scale, octaves: 4)
        let blades = noise.fractal(x * 95 * scale, y * 38 * scale, octaves: 3, gain: 0.6)
        var colour = Colour(60, 88, 36).mixed(
            with: Colour(150, 158, 72), smoothStep(0.3, 0.7, patches))
        colour = colour * (0.62 + 0.72 * blades)
        // Wet sand where the water ends.
        let bank = y - shore(x)
        let sand = 1 - smoothStep(0.004, 0.016, bank + 0.012 * (blades - 0.5))
        colour = colour.mixed(with: Colour(118, 104, 80) * (0.7 + 0.5 * blades), 0.85 * sand)
        return colour * (1 - 0.30 * smoothStep(0.90, 1.02, y))
    }

    /// Reeds in the shallow water on the left.
    func paintReeds(on canvas: inout Canvas) {
        var dice = Dice(noise, part: 3)
        for _ in 0..<90 {
            let x = aspect * (0.20 + 0.22 * dice.roll() * dice.roll() + 0.02 * dice.roll())
            let foot = Point(x, shore(x) + 0.012 * (dice.roll() - 0.6))
            let tall = 0.03 + 0.055 * dice.roll()
            let tip = Point(foot.x + 0.3 * tall * (dice.roll() - 0.35), foot.y - tall)
            let green = Colour(70, 84, 40).mixed(with: Colour(176, 164, 96), dice.roll())
            canvas.line(foot, tip, widths: (0.0032, 0.0008), green)
            if dice.roll() < 0.3 {
                let low = Point(tip.x + 0.15 * (foot.x - tip.x), tip.y + 0.15 * (foot.y - tip.y))
                canvas.line(low, tip, widths: (0.0060, 0.0050), Colour(88, 58, 34))
            }
        }
    }

    /// Blades and flowers, from the shore to the viewer.
    func paintGrass(on canvas: inout Canvas) {
        var dice = Dice(noise, part: 4)
        let count = Int(2600 * min(aspect, 6))
        for index in 0..<count {
            let nearness = Double(index) / Double(count)
            let x = aspect * dice.roll()
            let y = 0.72 + 0.33 * nearness
            let visible = y > shore(x) + 0.014 && !houseCovers(x, y)
            let tall = (0.006 + 0.050 * nearness * nearness) * (0.5 + dice.roll())
            let lean = tall * 0.9 * (dice.roll() - 0.42)
            let patch = noise.fractal(x * 3, y * 8, octaves: 2)
            let light = Colour(96, 124, 46).mixed(
                with: Colour(200, 196, 104), dice.roll() * patch * 1.5)
            let shade = 0.42 + 0.65 * dice.roll()
            let flower = dice.roll()
            if !visible { continue }
            let middle = Point(x + 0.35 * lean, y - 0.6 * tall)
            let tip = Point(x + lean, y - tall)
            let wide = 0.0012 + 0.0030 * nearness
            canvas.line(Point(x, y), middle, widths: (wide, 0.8 * wide), light * shade)
            canvas.line(middle, tip, widths: (0.8 * wide, 0.2 * wide), light * (shade + 0.12))
            if flower < 0.055 {
                paintFlower(at: tip, size: wide, kind: flower / 0.055, on: &canvas)
            }
        }
    }

    private func paintFlower(at tip: Point, size: Double, kind: Double, on canvas: inout Canvas) {
        let petals =
            kind < 0.45
            ? Colour(248, 246, 240) : kind < 0.8 ? Colour(236, 196, 52) : Colour(206, 54, 44)
        canvas.disc(tip, radius: 1.5 * size, petals * 0.9)
        canvas.disc(Point(tip.x - 0.3 * size, tip.y - 0.3 * size), radius: size, petals)
        canvas.disc(tip, radius: 0.55 * size, Colour(206, 150, 40))
    }
}
