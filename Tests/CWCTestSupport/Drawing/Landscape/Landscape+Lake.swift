extension Landscape {
    /// The near shore: left low, rising to the right where the house stands.
    func shore(_ x: Double) -> Double {
        let across = x / aspect
        let rise = 0.150 * smoothStep(0.40, 0.86, across)
        let left = 0.035 * (1 - smoothStep(0, 0.34, across))
        return 0.845 - rise - left + 0.030 * (noise.fractal(x * 3, 61.7, octaves: 4) - 0.5)
    }

    /// Water: the distance upside down, moved about by ripples that grow towards the viewer.
    func lake(_ x: Double, _ y: Double) -> Colour {
        let depth = y - Self.horizon
        // Equal steps on the water get smaller towards the horizon.
        let away = 1 / (depth + 0.035)
        let ripple =
            noise.fractal(x * 5 * (0.5 + 0.06 * away), away * 5.2, octaves: 4, gain: 0.6) - 0.5
        let swell = noise.value(x * 2.2, away * 1.4 + 7) - 0.5
        let strength = 0.006 + 0.30 * depth
        let mirrored = Self.horizon - depth * 1.05 + strength * (0.55 * ripple + 0.25 * swell)
        let image = distance(
            x + 0.3 * strength * ripple, min(max(mirrored, 0.004), Self.horizon - 0.001))

        let steepness = smoothStep(0, 0.36, depth)
        var colour = (image * 0.90).mixed(with: Colour(26, 58, 78), 0.10 + 0.42 * steepness)
        // Wind darkens and lightens whole bands.
        let wind = smoothStep(0.52, 0.70, noise.fractal(x * 1.3, away * 0.55 + 20, octaves: 3))
        colour = colour.mixed(with: Colour(190, 204, 216), 0.22 * wind * (1 - steepness))

        let path = abs(x - sun.x) / (0.030 + 0.26 * depth)
        let glitter = smoothStep(0.60, 0.78, ripple + 0.5 + 0.10 * (1 - path)) * unit(1.15 - path)
        colour = colour.mixed(with: Colour(255, 236, 196), 0.85 * glitter)
        let bank = 1 - smoothStep(0, 0.012, depth)
        return colour.mixed(with: Colour(52, 62, 56), 0.5 * bank)
    }
}
