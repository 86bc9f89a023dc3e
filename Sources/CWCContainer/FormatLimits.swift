public import CWCImage

/// Every number that bounds an image file, in one place.
///
/// Spec cwc §10.3.
public enum FormatLimits {
    /// Largest width or height. Below 2²⁴, so that a number of pixels is below 2⁴⁸ and what is
    /// computed from it stays within 64 bits.
    public static let largestSide = (1 << 24) - 1

    /// Pixels that a decoder takes when nobody says otherwise: 67 million, more than all but
    /// special cameras give.
    public static let usualPixels: UInt64 = 1 << 26

    /// Sections of a file. Those that a reader does not know are few.
    public static let sections = 1024

    /// Bytes of memory that a decoder takes when nobody says otherwise: 4 GiB, enough for the usual
    /// pixels and the widest networks that the paper has, unless a picture is wider than a panorama.
    public static let usualMemory = 1 << 32

    /// The most bits that a sample has. Spec cwc §4.8.
    public static let largestDepth = SampleDepth.twelve

    /// The highest quality, in hundredths. Spec cwc §4.5.
    public static let highestQuality: UInt16 = 10_000
}

/// What a caller allows a file to ask for.
public struct DecodingLimits: Hashable, Sendable {
    /// The most pixels that a picture may have, also with its padding. Time grows in proportion to them.
    public var pixels: UInt64
    /// The most bytes of memory that decoding may take, by the plan made before it begins.
    public var memory: Int

    /// Limits that let so many pixels and so many bytes pass.
    public init(
        pixels: UInt64 = FormatLimits.usualPixels, memory: Int = FormatLimits.usualMemory
    ) {
        self.pixels = pixels
        self.memory = memory
    }
}
