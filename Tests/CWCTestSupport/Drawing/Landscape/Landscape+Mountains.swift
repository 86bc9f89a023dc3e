extension Landscape {
    /// A chain of mountains, one behind the other.
    private struct Range {
        /// Where its foot is, and how high it can rise.
        var foot: Double
        var rise: Double
        var frequency: Double
        /// Share of the haze in its colour.
        var haze: Double
        var rock: Colour
        var hasSnow: Bool
        /// Which part of the noise it takes.
        var slice: Double
    }

    private static let ranges = [
        Range(
            foot: 0.54, rise: 0.14, frequency: 1.9, haze: 0.20, rock: Colour(70, 88, 62),
            hasSnow: false, slice: 71.3),
        Range(
            foot: 0.54, rise: 0.25, frequency: 1.5, haze: 0.27, rock: Colour(84, 92, 98),
            hasSnow: false, slice: 33.9),
        Range(
            foot: 0.54, rise: 0.44, frequency: 1.05, haze: 0.36, rock: Colour(82, 88, 108),
            hasSnow: true, slice: 5.1),
    ]

    /// Mountains before the sky.
    func mountains(_ x: Double, _ y: Double) -> Colour {
        var result = Colour(0, 0, 0)
        var remaining = 1.0
        for range in Self.ranges {
            let crest = crest(of: range, x)
            let cover = edge(y - crest)
            if cover > 0 {
                result = result + slope(of: range, x, y, below: y - crest) * (cover * remaining)
                remaining *= 1 - cover
            }
            if remaining <= 0 { return result }
        }
        return result + sky(x, y) * remaining
    }

    private func crest(of range: Range, _ x: Double) -> Double {
        let shape = noise.ridged(x * range.frequency, range.slice, octaves: 7)
        let tall = 0.55 + 0.75 * noise.value(x * 1.3 * range.frequency, range.slice + 3)
        return range.foot - range.rise * (0.14 + 0.86 * shape * tall)
    }

    /// The lit ground of a range, `depth` below its crest.
    private func slope(of range: Range, _ x: Double, _ y: Double, below depth: Double) -> Colour {
        // Spurs run down from the peaks, winding more the lower they get: the side of the crest that
        // a point lies on, seen along a bent line, says whether it faces the sun on the left.
        let scale = range.frequency
        let bend =
            noise.fractal(x * 9 * scale, y * 9 * scale + range.slice, octaves: 5, gain: 0.6) - 0.5
        let spur = x + bend * (0.05 + 1.0 * depth) / scale
        func side(_ x: Double) -> Double {
            let (u, v) = (x * scale * 2.4, depth * 1.6)
            return noise.ridged(0.8 * u - 0.6 * v + range.slice, 0.6 * u + 0.8 * v, octaves: 4)
        }
        func ground(_ x: Double, _ y: Double) -> Double {
            let (u, v) = (14 * scale * x + 2.5 * bend, 15 * scale * y)
            return noise.ridged(0.8 * u - 0.6 * v + range.slice, 0.6 * u + 0.8 * v, octaves: 5)
        }
        let here = ground(x, y)
        let facing = side(spur) - side(spur - 0.014 / scale)
        let rough = here - ground(x - 0.004, y - 0.003)
        let light = unit(0.46 + 4.6 * facing + 1.5 * rough)
        var colour = range.rock * (0.42 + 0.98 * light)
        if range.hasSnow {
            let line = 0.045 + 0.12 * noise.fractal(x * 8, y * 8 + 9, octaves: 5)
            let cover = 1 - smoothStep(line - 0.02, line + 0.03, depth + 0.16 * (0.5 - here))
            let snow = Colour(148, 166, 204).mixed(with: Colour(255, 246, 234), light)
            colour = colour.mixed(with: snow, cover * (0.55 + 0.45 * light))
        } else {
            let meadow = smoothStep(
                0.45, 0.62, noise.fractal(x * 9, y * 16 + range.slice, octaves: 4))
            colour = colour.mixed(with: Colour(104, 122, 70) * (0.6 + 0.6 * light), 0.55 * meadow)
        }
        let mist = smoothStep(Self.horizon - 0.16, Self.horizon, y)
        return colour.mixed(
            with: Colour(206, 206, 212), range.haze + (0.85 - range.haze) * 0.7 * mist * mist)
    }

    // MARK: - The far shore

    /// The outline of the conifers on the far shore.
    func forestTop(_ x: Double) -> Double {
        let cell = 0.0085
        let index = Int((x / cell).rounded(.down))
        let stand = 0.010 + 0.030 * noise.fractal(x * 2.2, 88.8, octaves: 3)
        var top = Self.horizon - 0.35 * stand
        for neighbour in index - 2...index + 2 {
            let jitter = noise.lattice(neighbour, 501)
            let centre = (Double(neighbour) + 0.2 + 0.6 * jitter) * cell
            let tall = stand * (0.6 + 1.0 * noise.lattice(neighbour, 502))
            // A cone with teeth: each whorl of branches is wider than what lies above it.
            let slope = abs(x - centre) / (0.30 * tall + 0.002)
            if slope < 1 {
                let whorl = slope * 7
                let teeth = 0.10 * (whorl - whorl.rounded(.down))
                top = min(top, Self.horizon - tall * (1 - slope + teeth * (1 - slope)))
            }
        }
        return top
    }

    func forest(_ x: Double, _ y: Double) -> Colour {
        let texture = noise.fractal(x * 150, y * 90, octaves: 3)
        let dark = Colour(24, 42, 34).mixed(with: Colour(74, 92, 52), texture * texture * 1.5)
        return dark.mixed(with: Colour(206, 206, 212), 0.10 + 0.10 * noise.value(x * 4, 3))
    }
}
