/// Which bit of which component each code plane carries, when every component of the linear
/// analysis has a uniform quantizer of its own with cells in Gray code.
///
/// With `B` bits and cells of width `d` the thresholds are `T_i = d·2^(B−1−i)`. Bit 0 is `u > 0`;
/// with `F_0 = |u|`, bit `i` is `F_{i−1} > T_i`, and `F_i = |F_{i−1} − T_i|` folds the rest.
/// Planes are chosen greedily, the one that lowers the squared error most comes first, so that
/// every prefix of the planes is a good code.
struct BitDesign {
    struct Plane: Hashable {
        var component: Int
        var bit: Int
    }

    /// The most bits that the layers behind the linear analysis can form by folding.
    static let maximumBits = 4

    /// The bit of each plane, in order.
    private(set) var planes: [Plane] = []
    /// Bits given to each component.
    private(set) var bitCounts: [Int]
    /// Width of each component's cells, in the component's own unit.
    private let steps: [Float]

    /// - Parameters:
    ///   - samples: a sample of each component.
    ///   - variances: what a unit of squared error in each component costs.
    ///   - count: planes to fill.
    ///   - foldedComponents: how many components may have more than two bits.
    init(samples: [[Float]], variances: [Float], count: Int, foldedComponents: Int) {
        let fits = samples.map { component in
            (0...Self.maximumBits).map { Self.bestStep(component, bits: $0) }
        }
        var bitCounts = [Int](repeating: 0, count: samples.count)
        for _ in 0..<count {
            let folded = bitCounts.count { $0 > 2 }
            let gains = samples.indices.map { j -> Float in
                let bits = bitCounts[j]
                guard bits < Self.maximumBits, bits != 2 || folded < foldedComponents else {
                    return 0
                }
                return (fits[j][bits].error - fits[j][bits + 1].error) * variances[j]
            }
            let best = gains.indices.max { gains[$0] < gains[$1] } ?? 0
            planes.append(Plane(component: best, bit: bitCounts[best]))
            bitCounts[best] = min(Self.maximumBits, bitCounts[best] + 1)
        }
        steps = zip(fits, bitCounts).map { $0[$1].step }
        self.bitCounts = bitCounts
    }

    /// The plane that carries a bit, if one does.
    func index(component: Int, bit: Int) -> Int? {
        planes.firstIndex(of: Plane(component: component, bit: bit))
    }

    /// `T_bit` of a component; `bit` is at least 1.
    func threshold(component: Int, bit: Int) -> Float {
        let exponent = bitCounts[component] - 1 - bit
        let scale = exponent >= 0 ? Float(1 << exponent) : 1 / Float(1 << -exponent)
        return steps[component] * scale
    }

    /// Step and mean squared error of the best uniform quantizer with `2^bits` cells around zero.
    private static func bestStep(_ samples: [Float], bits: Int) -> (step: Float, error: Float) {
        let energy = samples.reduce(0) { $0 + $1 * $1 } / Float(samples.count)
        guard bits > 0 else { return (0, energy) }
        let cells = Float(1 << bits)
        var best: (step: Float, error: Float) = (1, .infinity)
        for trial in 0..<28 {
            let step = (0.3 + 0.1 * Float(trial)) * 2.4 / cells
            var error: Float = 0
            for value in samples {
                let cell = min(max((value / step).rounded(.down), -cells / 2), cells / 2 - 1)
                let difference = (cell + 0.5) * step - value
                error += difference * difference
            }
            error /= Float(samples.count)
            if error < best.error { best = (step, error) }
        }
        return best
    }
}
