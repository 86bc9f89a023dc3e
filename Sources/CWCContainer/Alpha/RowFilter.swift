/// What a sample is predicted from: the five filters of PNG, for one byte a pixel. Spec cwc §8.
enum RowFilter: UInt8, CaseIterable {
    case none = 0
    case left = 1
    case above = 2
    case average = 3
    case nearest = 4

    /// The prediction from left (a), above (b) and above left (c).
    func prediction(_ a: UInt8, _ b: UInt8, _ c: UInt8) -> UInt8 {
        switch self {
        case .none: return 0
        case .left: return a
        case .above: return b
        case .average: return UInt8((Int(a) + Int(b)) / 2)
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

    /// The filtered samples of a row.
    func filtered(_ row: [UInt8], above: [UInt8]) -> [UInt8] {
        var (left, aboveLeft): (UInt8, UInt8) = (0, 0)
        return zip(row, above).map { sample, above in
            defer { (left, aboveLeft) = (sample, above) }
            return sample &- prediction(left, above, aboveLeft)
        }
    }

    /// The samples of a filtered row.
    func restored(_ filtered: ArraySlice<UInt8>, above: [UInt8]) -> [UInt8] {
        var (left, aboveLeft): (UInt8, UInt8) = (0, 0)
        return zip(filtered, above).map { residual, above in
            let sample = residual &+ prediction(left, above, aboveLeft)
            (left, aboveLeft) = (sample, above)
            return sample
        }
    }

    /// A row as it is stored, filter first, through the filter that leaves the smallest residuals.
    /// That is a guess at what DEFLATE will like, and a good one.
    static func cheapest(for row: [UInt8], above: [UInt8]) -> [UInt8] {
        var best: (cost: Int, bytes: [UInt8]) = (.max, [])
        for filter in allCases {
            let residuals = filter.filtered(row, above: above)
            let cost = residuals.reduce(0) { $0 + abs(Int(Int8(bitPattern: $1))) }
            if cost < best.cost { best = (cost, [filter.rawValue] + residuals) }
        }
        return best.bytes
    }
}
