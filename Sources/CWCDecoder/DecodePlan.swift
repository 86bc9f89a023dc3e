/// The memory that decoding a picture takes, known from header and model before any is allocated.
///
/// All parts are counted as if they were alive at the same time, so `byteCount` is a bound and not
/// what a measurement shows. Not counted are the file itself, the model, and the network's scratch
/// space of a few rows per thread.
public struct DecodePlan: Hashable, Sendable {
    /// The importance map: its levels, and the stream that they come out of.
    public let mapByteCount: Int
    /// The codes: one byte a bit, and what it takes to read them.
    public let codesByteCount: Int
    /// The alpha plane: its samples, and the stream that they come out of.
    public let alphaByteCount: Int
    /// The network's tensors and the samples of the picture.
    public let reconstructionByteCount: Int

    /// All of it. Spec cwc §10.3.
    public var byteCount: Int {
        mapByteCount + codesByteCount + alphaByteCount + reconstructionByteCount
    }

    /// Plans the decoding of a picture.
    public init(header: ImageHeader, model: Model) {
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
            ).peakByteCount
    }
}
