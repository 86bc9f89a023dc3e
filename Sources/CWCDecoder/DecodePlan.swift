public import CWCContainer
public import CWCModel

/// The memory that decoding a picture takes, known from header and model before any is allocated.
///
/// All parts are counted as if they were alive at the same time, so `byteCount` is a bound and not
/// what a measurement shows. Not counted are the file itself and the model.
public struct DecodePlan: Hashable, Sendable {
    /// The importance map, the stream that it comes out of, and what follows from it.
    public let mapByteCount: Int
    /// The codes, and what it takes to read them; with the wavelet family that is networks.
    public let codesByteCount: Int
    /// From codes to rows of samples: windows of networks, more for more threads, and with the wavelet
    /// family windows of its transform.
    public let reconstructionByteCount: Int
    /// A row of samples, its bytes for the checksum, and rows of opacity.
    public let rowsByteCount: Int
    /// The samples of the picture; 0 when rows are handed out as they come.
    public let samplesByteCount: Int

    /// All of it. Spec cwc §10.3.
    public var byteCount: Int {
        mapByteCount + codesByteCount + reconstructionByteCount + rowsByteCount
            + samplesByteCount
    }

    /// Plans the decoding of a picture.
    ///
    /// - Parameters:
    ///   - header: Its header.
    ///   - model: The model that the header names.
    ///   - options: Number of threads, region and reduction.
    ///   - keepsRows: Whether the whole picture is made, and not row after row.
    public init(
        header: ImageHeader, model: Model, _ options: DecodingOptions = DecodingOptions(),
        keepsRows: Bool = true
    ) {
        let region = options.region(of: header)
        let part = model.codec.decodingPlan(
            PartFormat(header), options.reconstruction(of: header))
        mapByteCount = part.map
        codesByteCount = part.codes
        reconstructionByteCount = part.reconstruction
        rowsByteCount =
            (header.channels.hasAlpha ? AlphaRows.byteCount(header, options.reduction) : 0)
            + 6 * region.width * header.channels.count
        let sampleSize = (options.depth ?? header.depth) == .eight ? 1 : 2
        samplesByteCount =
            keepsRows ? region.height * region.width * header.channels.count * sampleSize : 0
    }
}
