/// A plane of integers, row by row.
public struct WaveletPlane: Hashable, Sendable {
    /// Columns and rows.
    public let width: Int
    public let height: Int
    /// `[height, width]`.
    public var samples: [Int32]

    /// The samples, which are taken away.
    mutating func takeSamples() -> [Int32] {
        var taken: [Int32] = []
        swap(&taken, &samples)
        return taken
    }

    /// A plane from its samples.
    ///
    /// - Precondition: There are `width · height`.
    public init(width: Int, height: Int, samples: [Int32]) {
        precondition(samples.count == width * height)
        self.width = width
        self.height = height
        self.samples = samples
    }
}
