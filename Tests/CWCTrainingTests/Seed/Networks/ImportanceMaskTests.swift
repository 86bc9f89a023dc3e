import CWCTestSupport
import CWCTorch
import CWCTraining
import Testing

extension TorchTests {
    @Suite struct ImportanceMaskTests {
        /// Planes and levels of the paper, and one whose groups hold more than planes / levels = 4.
        static let sizes = [(64, 16), (128, 32), (12, 2), (4, 4)]

        /// Every multiple of 1/L with its neighbours on both sides, and what lies between.
        private static func importances(levels: Int) -> [Float] {
            let corners = (0...levels).map { Float($0) / Float(levels) }
            let beside = corners.flatMap { [$0.nextDown, $0, $0.nextUp] }
            let between = (0..<(7 * levels)).map { (Float($0) + 0.5) / Float(7 * levels) }
            return (beside + between).filter { (0...1).contains($0) }
        }

        /// A position of importance p has level min(floor(L·p), L − 1), and level l keeps the first
        /// (n/L)·(l + 1) planes: what the image format counts.
        @Test(arguments: sizes)
        func keepsAPrefix(planes: Int, levels: Int) throws {
            let values = Self.importances(levels: levels)
            let mask = try ImportanceMask(planes: planes, levels: levels)
            let kept = try mask(Tensor(values, shape: [values.count, 1, 1, 1]))
            #expect(kept.shape == [values.count, planes, 1, 1])
            let bits = try kept.floats()
            for (index, p) in values.enumerated() {
                let level = min(Int(Float(levels) * p), levels - 1)
                let expected = (0..<planes).map {
                    Float($0 < planes / levels * (level + 1) ? 1 : 0)
                }
                #expect(
                    Array(bits[(index * planes)..<((index + 1) * planes)]) == expected, "p = \(p)")
            }
        }

        @Test(arguments: sizes)
        func uniformLevels(planes: Int, levels: Int) throws {
            let mask = try ImportanceMask(planes: planes, levels: levels)
            let kept = try mask.uniform(Tensor((0..<levels).map(Float.init)))
            #expect(kept.shape == [levels, planes, 1, 1])
            let counts = try kept.sum(over: [1, 2, 3]).floats()
            #expect(counts == (0..<levels).map { Float(planes / levels * ($0 + 1)) })
        }

        /// Equation 7 of the paper, term by term: `dL/dp = Σ_k g_k · dm_k/dp` with
        /// `dm_k/dp = L` where `L·p − 1 ≤ ceil(kL/n) < L·p + 2`, else 0.
        @Test(arguments: [(64, 16, 1.0), (128, 32, 1.0), (12, 2, 1.0), (64, 16, 0.25)])
        func gradientIsTheWindow(planes: Int, levels: Int, scale: Double) throws {
            var random = SeededRandom(seed: 42)
            // Sixteenths of a level: L·p is exact, and often on the border of a window.
            let width = 5
            let importances = (0..<(3 * width)).map { _ in
                Float(Int.random(in: 0...(16 * levels), using: &random)) / Float(16 * levels)
            }
            let gradients = coarseValues(planes * 3 * width, using: &random)
            let p = try Tensor(importances, shape: [1, 1, 3, width])
            try p.requireGradient()
            let mask = try ImportanceMask(planes: planes, levels: levels, gradientScale: scale)
            let weights = try Tensor(gradients, shape: [1, planes, 3, width])
            try (mask(p) * weights).sum().backward()

            let expected = importances.indices.map { position -> Float in
                let reach = Float(levels) * importances[position]
                let total = (1...planes).reduce(Float(0)) { sum, k in
                    let group = Float((k * levels + planes - 1) / planes)
                    let isInside = reach - 1 <= group && group < reach + 2
                    return sum + (isInside ? gradients[(k - 1) * 3 * width + position] : 0)
                }
                return total * Float(levels) * Float(scale)
            }
            let actual = try #require(p.gradient).floats()
            #expect(largestDifference(actual, expected) <= 1e-3)
            #expect((expected.map(abs).max() ?? 0) > 1)
        }

        /// The ramp's gradient reaches the group that would be kept next, and no other.
        @Test func theRampHasOneGroup() throws {
            let mask = try ImportanceMask(planes: 16, levels: 16, gradient: .ramp)
            for plane in 0..<16 {
                // L·p = 8.5: groups 1 to 9 are kept.
                let p = try Tensor([8.5 / 16] as [Float], shape: [1, 1, 1, 1])
                try p.requireGradient()
                let kept = try mask(p)
                #expect(try kept.detached().sum().scalar() == 9)
                try kept.narrowed(1, from: plane, count: 1).sum().backward()
                #expect(try p.gradient?.floats() == [plane == 9 ? 16 : 0], "plane \(plane)")
            }
        }

        /// One plane at a time, at p = 0.5 of 16 levels: groups 7, 8 and 9 are in the window.
        @Test func theWindowHasThreeGroups() throws {
            let mask = try ImportanceMask(planes: 16, levels: 16)
            for plane in 0..<16 {
                let p = try Tensor([0.5] as [Float], shape: [1, 1, 1, 1])
                try p.requireGradient()
                try mask(p).narrowed(1, from: plane, count: 1).sum().backward()
                let expected: Float = (7...9).contains(plane + 1) ? 16 : 0
                #expect(try p.gradient?.floats() == [expected], "plane \(plane)")
            }
        }
    }
}
