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

    /// A rectangle of the plane.
    func part(_ rect: SubbandRect) -> WaveletPlane {
        WaveletPlane(
            width: rect.columns.count, height: rect.rows.count,
            samples: samples.part(
                rows: rect.rows, columns: rect.columns, width: width, channels: 1))
    }

    /// Writes a rectangle of the plane.
    mutating func insert(_ part: WaveletPlane, _ rect: SubbandRect) {
        samples.insert(
            part.samples, rows: rect.rows, columns: rect.columns, width: width, channels: 1)
    }
}
