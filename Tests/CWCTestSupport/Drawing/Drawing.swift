/// Pictures that tests and the corpus are made of: the same bytes on every machine.
///
/// Each takes any size of at least 1×1 and returns interleaved RGB samples, rows from the top. No
/// function of a mathematics library is used: only operations that IEEE arithmetic defines exactly.
public enum Drawing {
    /// A landscape with much of what photographs have: smooth sky, fractal mountains, their image in
    /// a lake, trees, a house with straight edges, fine grass. Best at 3:2; 4 is a good seed.
    public static func landscape(width: Int, height: Int, seed: UInt64 = 4) -> [UInt8] {
        Landscape(width: width, height: height, seed: seed).samples
    }

    /// Red grows to the right, green downwards, blue towards the lower left.
    public static func gradient(width: Int, height: Int) -> [UInt8] {
        samples(width, height) { x, y in
            let (u, v) = (scaled(x, width), scaled(y, height))
            return (UInt8(u), UInt8(v), UInt8((255 - u + v) / 2))
        }
    }

    /// Black and white squares of `side` pixels: the hardest edges there are.
    public static func checker(width: Int, height: Int, side: Int = 8) -> [UInt8] {
        samples(width, height) { x, y in
            let value: UInt8 = (x / side + y / side) % 2 == 0 ? 255 : 0
            return (value, value, value)
        }
    }

    /// Independent samples of equal likelihood: nothing that a codec could use.
    public static func noise(width: Int, height: Int, seed: UInt64 = 1) -> [UInt8] {
        let noise = FractalNoise(seed: seed)
        return samples(width, height) { x, y in
            func sample(_ channel: Int) -> UInt8 { UInt8(noise.lattice(3 * x + channel, y) * 256) }
            return (sample(0), sample(1), sample(2))
        }
    }

    /// BT.601 luma of RGB samples, for grey pictures.
    public static func grey(_ rgb: [UInt8]) -> [UInt8] {
        stride(from: 0, to: rgb.count, by: 3).map { start in
            let (red, green, blue) = (Int(rgb[start]), Int(rgb[start + 1]), Int(rgb[start + 2]))
            return UInt8((299 * red + 587 * green + 114 * blue + 500) / 1000)
        }
    }

    private static func scaled(_ position: Int, _ size: Int) -> Int {
        position * 255 / max(size - 1, 1)
    }

    private static func samples(
        _ width: Int, _ height: Int, _ pixel: (Int, Int) -> (UInt8, UInt8, UInt8)
    ) -> [UInt8] {
        var samples: [UInt8] = []
        samples.reserveCapacity(3 * width * height)
        for y in 0..<height {
            for x in 0..<width {
                let (red, green, blue) = pixel(x, y)
                samples.append(red)
                samples.append(green)
                samples.append(blue)
            }
        }
        return samples
    }
}
