/// The memory that decoding a picture takes, known from header and model before any is allocated.
///
/// All parts are counted as if they were alive at the same time, so `byteCount` is a bound and not
/// what a measurement shows. Not counted are the file itself and the model.
public struct DecodePlan: Hashable, Sendable {
    /// The importance map: its levels, and the stream that they come out of.
    public let mapByteCount: Int
    /// The codes: one byte a bit, and what it takes to read them.
    public let codesByteCount: Int
    /// The alpha plane: its samples, and the stream that they come out of.
    public let alphaByteCount: Int
    /// The network: rows of its tensors, more for more threads, and a row of the picture. It does
    /// not grow with the picture's height.
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
        let geometry = CodeGeometry(header: header, model: model)
        mapByteCount = 2 * geometry.positions
        codesByteCount =
            geometry.positions * geometry.planes
            + geometry.readingByteCount(header.payloadForm)
        alphaByteCount =
            header.channels.hasAlpha ? header.height * (2 * header.width + 1) : 0
        reconstructionByteCount =
            Reconstruction(
                model: model, width: header.width, height: header.height,
                channels: header.channels
            ).peakByteCount(threads: threads)
        samplesByteCount = keepsRows ? header.height * header.width * header.channels.count : 0
    }
}
