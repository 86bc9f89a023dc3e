import CWCImage

/// The sections of an image file, in the order in which they stand. Spec cwc §5.2.
public enum SectionType: UInt8, CaseIterable, Hashable, Sendable {
    /// An ICC profile. Spec cwc §5.3.
    case icc = 0x81
    /// Exif data. Spec cwc §5.3.
    case exif = 0x82
    /// An XMP packet. Spec cwc §5.3.
    case xmp = 0x83
    /// Code points of colour. Spec cwc §5.3.
    case cicp = 0x84
    /// The importance map. Spec cwc §5.2.
    case importance = 0x01
    /// The codes. Spec cwc §5.2.
    case codes = 0x02
    /// The alpha plane. Spec cwc §8.
    case alpha = 0x03

    /// The table of the streams, which follow the section. Spec cwc §5.4, §5.5.
    case streams = 0x04

    /// Whether a file with this header must have the section.
    func isRequired(with header: ImageHeader) -> Bool {
        switch self {
        case .icc, .exif, .xmp, .cicp: false
        case .importance, .codes: header.tiling == nil
        case .alpha: header.channels.hasAlpha
        case .streams: header.tiling != nil
        }
    }

    /// Whether a file with this header may have the section.
    func isAllowed(with header: ImageHeader) -> Bool {
        switch self {
        case .icc, .exif, .xmp, .cicp: true
        case .importance, .codes, .alpha, .streams: isRequired(with: header)
        }
    }

    /// The name that `dump` prints.
    public var name: String {
        switch self {
        case .icc: "icc"
        case .exif: "exif"
        case .xmp: "xmp"
        case .cicp: "cicp"
        case .importance: "importance"
        case .codes: "codes"
        case .alpha: "alpha"
        case .streams: "streams"
        }
    }
}
