/// Smooth noise over the plane, from random values on an integer lattice.
///
/// Only additions, multiplications and divisions of IEEE doubles: every machine gets the same bits.
struct FractalNoise {
    var seed: UInt64

    /// A random number in 0..<1 for a lattice point.
    func lattice(_ x: Int, _ y: Int) -> Double {
        var z = seed &+ UInt64(bitPattern: Int64(x)) &* 0x9E37_79B9_7F4A_7C15
        z ^= UInt64(bitPattern: Int64(y)) &* 0xC2B2_AE3D_27D4_EB4F
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((z ^ (z >> 31)) >> 11) / Double(1 << 53 as Int64)
    }

    /// Smooth noise in 0..<1 whose features are one unit wide.
    func value(_ x: Double, _ y: Double) -> Double {
        let (column, row) = (x.rounded(.down), y.rounded(.down))
        let (fx, fy) = (x - column, y - row)
        let (i, j) = (Int(column), Int(row))
        let sx = fx * fx * fx * (fx * (fx * 6 - 15) + 10)
        let sy = fy * fy * fy * (fy * (fy * 6 - 15) + 10)
        let upper = lattice(i, j) + (lattice(i + 1, j) - lattice(i, j)) * sx
        let lower = lattice(i, j + 1) + (lattice(i + 1, j + 1) - lattice(i, j + 1)) * sx
        return upper + (lower - upper) * sy
    }

    /// The mean of `octaves` noises, each of half the size and `gain` times the weight; 0..<1.
    func fractal(_ x: Double, _ y: Double, octaves: Int, gain: Double = 0.5) -> Double {
        sum(x, y, octaves: octaves, gain: gain) { $0 }
    }

    /// Like ``fractal(_:_:octaves:gain:)`` with sharp crests where the noise crosses its middle.
    func ridged(_ x: Double, _ y: Double, octaves: Int) -> Double {
        sum(x, y, octaves: octaves, gain: 0.48) { value in
            let crest = 1 - abs(2 * value - 1)
            return crest * crest
        }
    }

    private func sum(
        _ x: Double, _ y: Double, octaves: Int, gain: Double, shape: (Double) -> Double
    ) -> Double {
        var (x, y) = (x, y)
        var (sum, weight, total) = (0.0, 1.0, 0.0)
        for _ in 0..<octaves {
            sum += weight * shape(value(x, y))
            total += weight
            weight *= gain
            // Twice as fine, turned by the angle of the 3-4-5 triangle and moved, so that the
            // lattices of the octaves do not lie on each other.
            (x, y) = (1.6 * x - 1.2 * y + 17.37, 1.2 * x + 1.6 * y + 11.71)
        }
        return sum / total
    }
}

/// A run of random numbers for one part of a picture: parts do not disturb each other.
struct Dice {
    let noise: FractalNoise
    let part: Int
    private var count = 0

    init(_ noise: FractalNoise, part: Int) {
        self.noise = noise
        self.part = part
    }

    /// The next number, in 0..<1.
    mutating func roll() -> Double {
        count += 1
        return noise.lattice(count, -1000 - part)
    }
}
