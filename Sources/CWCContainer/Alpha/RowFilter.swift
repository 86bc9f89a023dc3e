/// What a sample is predicted from: the five filters of PNG, for one sample a pixel. Spec cwc §8.
enum RowFilter: UInt8, CaseIterable {
    case none = 0
    case left = 1
    case above = 2
    case average = 3
    case nearest = 4

    /// The prediction from left (a), above (b) and above left (c).
    func prediction(_ a: UInt16, _ b: UInt16, _ c: UInt16) -> UInt16 {
        switch self {
        case .none: return 0
        case .left: return a
        case .above: return b
        case .average: return UInt16((Int(a) + Int(b)) / 2)
        case .nearest:
            // Distances of a, b and c from the plane a + b − c through them.
            let distances = (
                a: abs(Int(b) - Int(c)), b: abs(Int(a) - Int(c)),
                c: abs(Int(a) + Int(b) - 2 * Int(c))
            )
            if distances.a <= distances.b && distances.a <= distances.c { return a }
            return distances.b <= distances.c ? b : c
        }
    }

    /// The filtered samples of a row; `white` is the largest sample.
    private func filtered(_ row: [UInt16], above: [UInt16], white: UInt16) -> [UInt16] {
        var (left, aboveLeft): (UInt16, UInt16) = (0, 0)
        return zip(row, above).map { sample, above in
            defer { (left, aboveLeft) = (sample, above) }
            return (sample &- prediction(left, above, aboveLeft)) & white
        }
    }

    /// The samples of a filtered row; `white` is the largest sample.
    func restored(_ filtered: [UInt16], above: [UInt16], white: UInt16) -> [UInt16] {
        var (left, aboveLeft): (UInt16, UInt16) = (0, 0)
        return zip(filtered, above).map { residual, above in
            let sample = (residual &+ prediction(left, above, aboveLeft)) & white
            (left, aboveLeft) = (sample, above)
            return sample
        }
    }

    /// A row through the filter that leaves the smallest residuals. That is a guess at what DEFLATE
    /// will like, and a good one.
    static func cheapest(
        for row: [UInt16], above: [UInt16], white: UInt16
    ) -> (filter: RowFilter, residuals: [UInt16]) {
        var best: (cost: Int, filter: RowFilter, residuals: [UInt16]) = (.max, .none, [])
        for filter in allCases {
            let residuals = filter.filtered(row, above: above, white: white)
            let cost = residuals.reduce(0) { $0 + min(Int($1), Int(white) + 1 - Int($1)) }
            if cost < best.cost { best = (cost, filter, residuals) }
        }
        return (best.filter, best.residuals)
    }
}
