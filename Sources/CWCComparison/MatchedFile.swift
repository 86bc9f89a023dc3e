public import CWCImage

/// A file of one codec that was made to have about the size of another's.
public struct MatchedFile: Sendable {
    /// Setting, bytes and figures of the file.
    public var measurement: Measurement
    /// What the file decodes to, RGB.
    public var decoded: RasterImage
    /// Where the file's bits went, in the size of the picture; nil if the file does not say.
    public var importance: RasterImage?

    /// On which side of the wanted size a file may be.
    public enum Side: Sendable {
        /// The largest file that has not more bytes.
        case notAbove
        /// The smallest file that has not fewer bytes.
        case notBelow
    }

    /// Searches the settings of a codec by halving, each step with a real file.
    ///
    /// - Parameters:
    ///   - picture: What is encoded.
    ///   - codec: The codec.
    ///   - bytes: The wanted size of the file.
    ///   - side: On which side of it the file may be; where the codec's range ends before, the file
    ///     is the one at that end.
    /// - Throws: What the codec throws.
    public init(
        of picture: NamedPicture, by codec: any ComparedCodec, bytes: Double, _ side: Side
    ) throws(ComparisonError) {
        let grid = SettingGrid(codec)
        // Files grow with the index: below `low` they are too small or just right, above `high`
        // they are too large or just right.
        var (low, high) = (0, grid.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            let file = try codec.encode(picture.picture, setting: grid[middle])
            let isSmall =
                side == .notAbove ? Double(file.count) <= bytes : Double(file.count) < bytes
            if isSmall { low = middle } else { high = middle }
        }
        // What is left are two neighbours, or an end of the range.
        let (preferred, other) = side == .notAbove ? (high, low) : (low, high)
        let file = try codec.encode(picture.picture, setting: grid[preferred])
        let fits = side == .notAbove ? Double(file.count) <= bytes : Double(file.count) >= bytes
        let setting = grid[fits ? preferred : other]
        let result = try TimedRoundTrip(picture.picture, by: codec, setting: setting)
        measurement = result.measurement(of: picture.picture, named: picture.name, by: codec)
        decoded = result.decoded
        importance = try codec.importance(of: result.file)
    }
}

/// The settings that a codec knows between the ends of its sweep.
private struct SettingGrid {
    private let first: Double
    private let step: Double
    let count: Int

    init(_ codec: any ComparedCodec) {
        let (first, last) = (codec.settings[0], codec.settings[codec.settings.count - 1])
        self.first = first
        step = last < first ? -codec.settingStep : codec.settingStep
        count = Int(((last - first) / step).rounded()) + 1
    }

    /// Rounded, so that programs are not asked for 12.600000000000001.
    subscript(index: Int) -> Double { ((first + Double(index) * step) * 1000).rounded() / 1000 }
}
