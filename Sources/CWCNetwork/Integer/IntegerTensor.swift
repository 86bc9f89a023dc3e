/// A tensor `[height, width, channels]` of 16-bit integers, channels last, without gaps.
///
/// Spec model §2.1.
public struct IntegerTensor: Hashable, Sendable {
    /// Rows.
    public let height: Int
    /// Columns.
    public let width: Int
    /// Values at each position.
    public let channels: Int
    /// The elements, row by row, all channels of a position together.
    public internal(set) var values: [Int16]

    /// A tensor of the given elements.
    ///
    /// - Precondition: No size is negative, and there are `height · width · channels` elements.
    public init(height: Int, width: Int, channels: Int, values: [Int16]) {
        precondition(height >= 0 && width >= 0 && channels >= 0)
        precondition(values.count == height * width * channels, "elements do not fill the shape")
        self.height = height
        self.width = width
        self.channels = channels
        self.values = values
    }

    /// The element of one channel at row `y` and column `x`.
    public subscript(y: Int, x: Int, channel: Int) -> Int16 {
        precondition((0..<width).contains(x) && (0..<channels).contains(channel))
        return values[(y * width + x) * channels + channel]
    }
}
