/// What belongs to a picture besides its pixels: profile, Exif and XMP byte for byte. Spec cwc §5.3.
public struct Metadata: Hashable, Sendable {
    /// An ICC profile for the samples; without one, and without code points, they are sRGB.
    public var icc: [UInt8]?
    /// Exif data, from the TIFF header on.
    public var exif: [UInt8]?
    /// An XMP packet in UTF-8.
    public var xmp: [UInt8]?
    /// Code points for the samples. Who goes by them need not look at the profile.
    public var cicp: CICP?

    /// Makes metadata from its parts.
    public init(
        icc: [UInt8]? = nil, exif: [UInt8]? = nil, xmp: [UInt8]? = nil, cicp: CICP? = nil
    ) {
        self.icc = icc
        self.exif = exif
        self.xmp = xmp
        self.cicp = cicp
    }
}
