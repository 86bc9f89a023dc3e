extension Landscape {
    var sun: Point { Point(0.40 * aspect, 0.165) }

    func sky(_ x: Double, _ y: Double) -> Colour {
        let depth = unit(y / Self.horizon)
        let zenith = Colour(62, 104, 168)
        let middle = Colour(138, 172, 208)
        let low = Colour(246, 214, 176)
        var colour = zenith.mixed(with: middle, smoothStep(0, 0.65, depth))
        colour = colour.mixed(with: low, smoothStep(0.42, 1, depth))

        let (dx, dy) = (x - sun.x, y - sun.y)
        let distance = (dx * dx + dy * dy).squareRoot()
        let glow = 1 / (1 + distance * distance / 0.022)
        colour = colour.mixed(with: Colour(255, 226, 170), 0.75 * glow)

        let cover = clouds(x, y)
        let light = unit(
            0.52 + 3.4
                * (cover.thickness - clouds(x + (x < sun.x ? -0.02 : 0.02), y + 0.024).thickness))
        let shaded = Colour(150, 158, 184).mixed(with: Colour(222, 180, 150), 0.7 * depth)
        let lit = Colour(255, 250, 242).mixed(with: Colour(255, 226, 188), 0.5 * depth + 0.5 * glow)
        colour = colour.mixed(with: shaded.mixed(with: lit, light), cover.opacity)

        let disc = unit((0.023 - distance) / max(pixel, 0.004) + 0.5)
        return colour.mixed(with: Colour(255, 250, 230), disc * (1 - 0.8 * cover.opacity))
    }

    /// Clouds lie in a plane overhead: towards the horizon they get smaller and flatter.
    private func clouds(_ x: Double, _ y: Double) -> (thickness: Double, opacity: Double) {
        let far = 1 / (Self.horizon + 0.22 - y)
        let u = (x - 0.5 * aspect) * far * 1.15
        let v = far * 1.9
        let bend = noise.value(u * 0.7 + 40, v * 0.7) - 0.5
        let thickness = noise.fractal(u + bend, v * 1.5 + bend, octaves: 6, gain: 0.52)
        let opacity =
            smoothStep(0.46, 0.68, thickness) * (1 - smoothStep(0.75, 1.0, y / Self.horizon))
        return (thickness, 0.92 * opacity)
    }
}
