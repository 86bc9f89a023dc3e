public import CWCImage

/// The header of an image file: what must be known before anything else is read.
///
/// A header that was read is legal in every field. Spec cwc §4.
public struct ImageHeader: Hashable, Sendable {
    /// Columns of the picture, at least 1.
    public var width: Int
    /// Rows of the picture, at least 1.
    public var height: Int
    /// The samples of a pixel.
    public var channels: Channels
    /// How the importance map and the codes are stored.
    public var payloadForm: PayloadForm
    /// The model that the picture was coded with.
    public var model: ModelID
    /// One hundred times the quality that was asked for, 0 to 10000, when that is known.
    public var qualityHundredths: UInt16?
    /// The tiles whose streams the file holds; nil where importance map and codes are sections. Spec
    /// cwc §4.7.
    public var tiling: Tiling?
    /// The bits of a sample, 8, 10 or 12. Spec cwc §4.8.
    public var depth: SampleDepth
    /// CRC-32 of the decoded samples, row by row, the samples of a pixel together.
    public var pixelChecksum: UInt32?
    /// The minor version of the file; 0 when this package made it.
    public internal(set) var minorVersion: UInt8 = 0

    /// Makes a header for a new file.
    ///
    /// - Precondition: Sides are in `1...FormatLimits.largestSide`, the quality is at most 10000, the
    ///   depth at most 12 bits.
    public init(
        width: Int, height: Int, channels: Channels, payloadForm: PayloadForm, model: ModelID,
        qualityHundredths: UInt16? = nil, tiling: Tiling? = nil, depth: SampleDepth = .eight,
        pixelChecksum: UInt32? = nil
    ) {
        precondition((1...FormatLimits.largestSide).contains(width), "width")
        precondition((1...FormatLimits.largestSide).contains(height), "height")
        precondition(qualityHundredths ?? 0 <= FormatLimits.highestQuality, "quality")
        precondition(depth <= FormatLimits.largestDepth, "depth")
        self.width = width
        self.height = height
        self.channels = channels
        self.payloadForm = payloadForm
        self.model = model
        self.qualityHundredths = qualityHundredths
        self.tiling = tiling
        self.depth = depth
        self.pixelChecksum = pixelChecksum
    }

    /// Reads a header.
    ///
    /// - Throws: The first broken rule of Spec cwc §4, in file order.
    public init(parsing input: inout FieldReader) throws(FormatError) {
        // Every field is overwritten, or an error leaves.
        self.init(
            width: 1, height: 1, channels: .rgb, payloadForm: .packed,
            model: ModelID([UInt8](repeating: 0, count: ModelID.byteCount)))
        try visit(&input)
    }

    /// Writes the header.
    public func write(to output: inout FieldWriter) {
        var copy = self
        copy.visit(&output)
    }
}
