/// One channel of a picture as floats, `[height, width]`, with zeros around it.
///
/// Filters read beyond its border instead of asking, for each sample, where the border is. Rows are
/// pointers, which do not keep their plane: who makes a plane extends its life over their use.
final class Plane {
    let width: Int
    let height: Int
    /// The floats on each side of a row, and the rows above and below, that may be read.
    let margin: Int
    private let stride: Int
    private let memory: UnsafeMutablePointer<Float>

    /// A plane of zeros.
    init(width: Int, height: Int, margin: Int = 0) {
        self.width = width
        self.height = height
        self.margin = margin
        stride = width + 2 * margin
        let count = stride * (height + 2 * margin)
        memory = .allocate(capacity: count)
        memory.initialize(repeating: 0, count: count)
    }

    /// A plane of the same size.
    convenience init(like other: Plane, margin: Int = 0) {
        self.init(width: other.width, height: other.height, margin: margin)
    }

    deinit { memory.deallocate() }

    /// The first sample of row `y`, which may lie in the margin.
    func row(_ y: Int) -> UnsafeMutablePointer<Float> {
        memory + (y + margin) * stride + margin
    }
}
