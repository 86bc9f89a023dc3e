public import CWCContainer

/// How to encode.
public struct EncodingOptions: Hashable, Sendable {
    /// More threads than these are as these.
    public static let mostThreads = 256

    /// From 0, the smallest file, to 100, the best picture. Hundredths count.
    public var quality: Double
    /// How map and codes are stored. It changes the size of the file and not a pixel.
    public var payloadForm: PayloadForm
    /// How hard to look for a smaller file, in `efforts`. With models of the wavelet family:
    ///
    /// - 0 rounds coefficients.
    /// - 1 quantizes by rate and distortion (RDO).
    /// - 2 does so in a closed loop: what the post-filter will add to the decoded picture is taken off
    ///   before coding. 3 and 4 repeat that with the result of the round before.
    ///
    /// Models of the seed family have nothing to look for.
    public var effort: Int
    /// Efforts that there are.
    public static let efforts = 0...4
    /// Where the importance map comes from.
    public var importance: ImportanceSource
    /// Into which tiles the picture is divided, with models of the wavelet family; nil chooses by its
    /// size: one tile up to 2 megapixels, else tiles of 1024 pixels a side.
    public var tiling: Tiling?
    /// Whether the file holds a checksum of its decoded pixels. To know it, the encoder decodes.
    public var storesPixelChecksum: Bool
    /// Whether pixels of alpha 0 keep their colours. Otherwise they get those that cost least, which
    /// nobody sees.
    public var keepsInvisibleColours = false
    /// Threads that may work, at least 1. The file does not depend on it.
    public var threads: Int {
        didSet { threads = min(threads, Self.mostThreads) }
    }
    /// The most bytes of memory that encoding may take.
    public var memoryLimit: Int
    /// The most pixels that a picture may have, with its padding: as a rule, what decoders take.
    public var pixelLimit = FormatLimits.usualPixels

    /// Options; each has the value that is right for most files.
    ///
    /// - Precondition: The quality is in `0...100`, the effort in `efforts`, and there is at least one
    ///   thread.
    public init(
        quality: Double = 50, payloadForm: PayloadForm = .range, effort: Int = 3,
        importance: ImportanceSource = .model, tiling: Tiling? = nil,
        storesPixelChecksum: Bool = true, threads: Int = 1,
        memoryLimit: Int = FormatLimits.usualMemory
    ) {
        precondition((0...100).contains(quality), "quality")
        precondition(Self.efforts.contains(effort), "effort")
        precondition(threads >= 1, "no thread to run on")
        self.quality = quality
        self.payloadForm = payloadForm
        self.effort = effort
        self.importance = importance
        self.tiling = tiling
        self.storesPixelChecksum = storesPixelChecksum
        self.threads = min(threads, Self.mostThreads)
        self.memoryLimit = memoryLimit
    }

    /// The quality as models and files have it: 0...10000. From here on all is integer.
    package var qualityHundredths: Int { Int((quality * 100).rounded()) }
}
