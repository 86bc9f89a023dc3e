/// Which bit of which component each code plane carries, for a Gray-coded uniform quantizer per
/// component.
///
/// Planes are chosen greedily, the one that lowers the squared error most comes first, so that
/// every prefix of the planes is a good code. Three bits are the most that the layers behind the
/// linear analysis can form.
struct BitDesign {
    /// One bit: bit 0 is the sign, bit 1 and 2 refine the magnitude.
    struct Plane: Hashable {
        var component: Int
        var bit: Int
    }

    static let maximumBits = 3

    /// The bits of each plane, in order.
    private(set) var planes: [Plane] = []
    /// Bits given to each component.
    private(set) var bitCounts: [Int]
    /// Quantizer step of each component at its bit count, in the component's own unit.
    private(set) var steps: [Float]

    /// - Parameters:
    ///   - samples: a sample of each component, of variance about one.
    ///   - variances: what a unit of squared error in each component costs.
    ///   - count: planes to fill.
    init(samples: [[Float]], variances: [Float], count: Int) {
        let fits = samples.map { component in
            (0...Self.maximumBits).map { Self.bestStep(component, bits: $0) }
        }
        var bitCounts = [Int](repeating: 0, count: samples.count)
        for _ in 0..<count {
            let gains = samples.indices.map { j -> Float in
                let bits = bitCounts[j]
                guard bits < Self.maximumBits else { return 0 }
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
