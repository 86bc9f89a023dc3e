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
    /// The alpha plane: its samples, and the stream that they come out of.
    public let alphaByteCount: Int
    /// From codes to rows of samples: windows of networks, more for more threads, and with the wavelet
    /// family the coefficients of the whole picture.
    public let reconstructionByteCount: Int
    /// The samples of the picture; 0 when rows are handed out as they come.
    public let samplesByteCount: Int

    /// All of it. Spec cwc §10.3.
    public var byteCount: Int {
        mapByteCount + codesByteCount + alphaByteCount + reconstructionByteCount
            + samplesByteCount
    }

    /// Plans the decoding of a picture.
    ///
    /// - Parameters:
    ///   - header: Its header.
    ///   - model: The model that the header names.
    ///   - threads: Threads that the network may use.
    ///   - keepsRows: Whether the whole picture is made, and not row after row.
    public init(
        header: ImageHeader, model: Model, threads: Int = 1, keepsRows: Bool = true
    ) {
        let part = model.codec.decodingPlan(PartFormat(header), threads: threads)
        mapByteCount = part.map
        codesByteCount = part.codes
        reconstructionByteCount = part.reconstruction
        alphaByteCount =
            header.channels.hasAlpha ? header.height * (2 * header.width + 1) : 0
        samplesByteCount = keepsRows ? header.height * header.width * header.channels.count : 0
    }
}
