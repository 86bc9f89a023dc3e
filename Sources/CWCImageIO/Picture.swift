/// The channels of a picture. The raw value is their number.
public enum PictureChannels: Int, CaseIterable, Hashable, Sendable {
    case grey = 1
    case greyAlpha = 2
    case rgb = 3
    case rgba = 4

    /// Channels that carry colour: alpha not counted.
    public var colorCount: Int { hasAlpha ? rawValue - 1 : rawValue }

    /// Whether the last channel is alpha. Alpha is never premultiplied.
    public var hasAlpha: Bool { self == .greyAlpha || self == .rgba }
}

/// What a file says about its picture beside the samples, each part carried byte for byte.
///
/// Nothing here is acted on: colours are not converted by the profile, and a picture that Exif
/// calls rotated is not turned.
public struct PictureMetadata: Hashable, Sendable {
    /// An ICC colour profile.
    public var icc: [UInt8]?
    /// Exif, from its TIFF header on: without the `Exif\0\0` that JPEG puts in front.
    public var exif: [UInt8]?
    /// An XMP packet (XML in UTF-8).
    public var xmp: [UInt8]?

    /// Metadata from their parts; all of them absent by default.
    public init(icc: [UInt8]? = nil, exif: [UInt8]? = nil, xmp: [UInt8]? = nil) {
        self.icc = icc
        self.exif = exif
        self.xmp = xmp
    }
}

/// A picture in memory: 8-bit samples `[height, width, channels]`, rows from the top, and metadata.
public struct Picture: Hashable, Sendable {
    /// Columns, at least 1.
    public let width: Int
    /// Rows, at least 1.
    public let height: Int
    /// Meaning of the samples of a pixel.
    public let channels: PictureChannels
    /// Sample `c` of the pixel in row `y`, column `x` is `samples[(y·width + x)·channels + c]`.
    public let samples: [UInt8]
    /// Profile, Exif and XMP.
    public var metadata: PictureMetadata

    /// A picture from its samples.
    ///
    /// - Precondition: both sides are at least 1, and there are `width · height · channels` samples.
    public init(
        width: Int, height: Int, channels: PictureChannels, samples: [UInt8],
        metadata: PictureMetadata = PictureMetadata()
    ) {
        precondition(width > 0 && height > 0, "a picture has at least one pixel")
        precondition(samples.count == width * height * channels.rawValue, "one sample per channel")
        self.width = width
        self.height = height
        self.channels = channels
        self.samples = samples
        self.metadata = metadata
    }
}
