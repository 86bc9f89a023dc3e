/// A way of writing a picture to a file.
public enum ImageEncoding: Hashable, Sendable {
    /// PNG, 8 bits a sample, not interlaced. Carries all metadata.
    case png
    /// PGM or PPM, or PAM when there is alpha. Carries no metadata.
    case netpbm
    /// PAM for any channels. Carries no metadata.
    case pam
    /// JPEG without alpha. Carries all metadata that fits its segments.
    case jpeg(JPEGOptions)

    /// The encoding that an output file's extension asks for, in any case; `nil` if none is known.
    public init?(pathExtension: String) {
        switch pathExtension.lowercased() {
        case "png": self = .png
        case "pgm", "ppm", "pnm": self = .netpbm
        case "pam": self = .pam
        case "jpg", "jpeg": self = .jpeg(JPEGOptions())
        default: return nil
        }
    }

    /// Whether profile, Exif and XMP are written.
    public var carriesMetadata: Bool { self != .netpbm && self != .pam }
}

/// What libjpeg is asked for.
public struct JPEGOptions: Hashable, Sendable {
    /// Resolution of the two chroma planes.
    public enum Chroma: Hashable, Sendable {
        /// 4:4:4, that of the picture.
        case full
        /// 4:2:0, half the width and half the height.
        case half
    }

    /// 1...100 on libjpeg's scale; values outside are moved to the nearer end.
    public var quality: Int
    /// Resolution of the chroma planes; grey pictures have none.
    public var chroma: Chroma
    /// Huffman tables made for the picture: smaller, and slower by a second pass.
    public var optimizesHuffman: Bool
    /// Several scans from coarse to fine.
    public var progressive: Bool

    /// Options; the defaults are those that JPEG is compared with in published tables.
    public init(
        quality: Int = 90, chroma: Chroma = .half, optimizesHuffman: Bool = true,
        progressive: Bool = false
    ) {
        self.quality = quality
        self.chroma = chroma
        self.optimizesHuffman = optimizesHuffman
        self.progressive = progressive
    }
}
