public import CWCImage

/// A way of writing a picture to a file.
public enum ImageEncoding: Hashable, Sendable {
    /// PNG, 8 or 16 bits a sample, not interlaced. Carries all metadata.
    case png
    /// PGM or PPM, or PAM when there is alpha. Carries no metadata.
    case netpbm
    /// PAM for any channels. Carries no metadata.
    case pam
    /// JPEG without alpha. Carries all metadata that fits its segments, but for code points of colour.
    case jpeg(JPEGOptions)
    /// JPEG 2000, a JP2 file: irreversible 9/7 wavelet, one layer. Carries no metadata.
    case jpeg2000(JPEG2000Options)
    /// Lossy WebP; alpha is lossless. Carries no metadata.
    case webp(WebPOptions)
    /// Lossless WebP. Carries no metadata.
    case webpLossless

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

    /// The most bits that a sample can have.
    public var deepest: SampleDepth {
        switch self {
        case .png, .netpbm, .pam, .jpeg2000: .sixteen
        case .jpeg, .webp, .webpLossless: .eight
        }
    }

    /// Whether code points of colour are written.
    public var carriesCICP: Bool { self == .png }

    /// Whether profile, Exif and XMP are written.
    public var carriesMetadata: Bool {
        switch self {
        case .png, .jpeg: true
        case .netpbm, .pam, .jpeg2000, .webp, .webpLossless: false
        }
    }
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
    /// Quantizers of at most 255, which every decoder reads. They make a difference below a quality
    /// of 25; `cjpeg` does without unless asked.
    public var forcesBaseline: Bool

    /// Options; the defaults are those that JPEG is compared with in published tables.
    public init(
        quality: Int = 90, chroma: Chroma = .half, optimizesHuffman: Bool = true,
        progressive: Bool = false, forcesBaseline: Bool = true
    ) {
        self.quality = quality
        self.chroma = chroma
        self.optimizesHuffman = optimizesHuffman
        self.progressive = progressive
        self.forcesBaseline = forcesBaseline
    }
}

/// What OpenJPEG is asked for.
public struct JPEG2000Options: Hashable, Sendable {
    /// How many times smaller than the samples the file becomes: `-r` of `opj_compress`.
    public var compressionRatio: Double

    /// Options.
    ///
    /// - Precondition: The ratio is at least 1.
    public init(compressionRatio: Double) {
        precondition(compressionRatio >= 1, "compression ratio")
        self.compressionRatio = compressionRatio
    }
}

/// What libwebp is asked for.
public struct WebPOptions: Hashable, Sendable {
    /// 0...100 on libwebp's scale; values outside are moved to the nearer end.
    public var quality: Double
    /// Effort, 0...6; values outside are moved to the nearer end.
    public var method: Int

    /// Options; the default method is the one that makes the smallest files.
    public init(quality: Double = 75, method: Int = 6) {
        self.quality = quality
        self.method = method
    }
}
