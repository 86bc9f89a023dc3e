/// How to encode.
public struct EncodingOptions: Hashable, Sendable {
    /// From 0, the smallest file, to 100, the best picture. Hundredths count.
    public var quality: Double
    /// How map and codes are stored. It changes the size of the file and not a pixel.
    public var payloadForm: PayloadForm
    /// How hard to look for a smaller file with models of family 2: 0 rounds coefficients as they
    /// are, 1 weighs bits against error for each, and from 2 on what mending will add is left out of
    /// what is sent, which 3 and 4 find out more exactly. Family 1 has nothing to look for.
    public var effort: Int
    /// Efforts that there are.
    public static let efforts = 0...4
    /// Which parts of the picture are to have more bits, and which fewer.
    public var importance: ImportanceWish
    /// Whether the file holds a checksum of its decoded pixels. To know it, the encoder decodes.
    public var storesPixelChecksum: Bool
    /// Threads that the networks may use, at least 1. The file does not depend on it.
    public var threads: Int
    /// The most bytes of memory that the networks' tensors may take.
    public var memoryLimit: Int

    /// Options; each has the value that is right for most files.
    ///
    /// - Precondition: The quality is in `0...100`, the effort in `0...4`, and there is at least one thread.
    public init(
        quality: Double = 50, payloadForm: PayloadForm = .range, effort: Int = 3,
        importance: ImportanceWish = .model, storesPixelChecksum: Bool = true, threads: Int = 1,
        memoryLimit: Int = FormatLimits.usualMemory
    ) {
        precondition((0...100).contains(quality), "quality")
        precondition(Self.efforts.contains(effort), "effort")
        precondition(threads >= 1, "no thread to run on")
        self.quality = quality
        self.payloadForm = payloadForm
        self.effort = effort
        self.importance = importance
        self.storesPixelChecksum = storesPixelChecksum
        self.threads = threads
        self.memoryLimit = memoryLimit
    }

    /// The quality as models and files have it: 0...10000. From here on all is integer.
    var qualityHundredths: Int { Int((quality * 100).rounded()) }
}
