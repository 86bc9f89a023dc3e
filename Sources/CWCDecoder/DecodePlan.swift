import CWCBands
import CWCWavelet

/// The memory that decoding a picture takes, known from header and model before any is allocated.
///
/// All parts are counted as if they were alive at the same time, so `byteCount` is a bound and not
/// what a measurement shows. Not counted are the file itself and the model.
public struct DecodePlan: Hashable, Sendable {
    /// The importance map: its levels, and the stream that they come out of; in family 2 also
    /// what it makes of the quality of each part.
    public let mapByteCount: Int
    /// The codes: one byte a bit, or two a symbol, and what it takes to read them; in family 2 that
    /// is networks.
    public let codesByteCount: Int
    /// The alpha plane: its samples, and the stream that they come out of.
    public let alphaByteCount: Int
    /// The network: rows of its tensors, more for more threads, and a row of the picture. In family 1
    /// it does not grow with the picture's height; in family 2 the wavelet's coefficients do.
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
        switch model.networks {
        case .seed(let networks):
            let geometry = CodeGeometry(header: header, networks, model.description)
            mapByteCount = 2 * geometry.positions
            codesByteCount =
                geometry.positions * geometry.planes
                + geometry.readingByteCount(header.payloadForm)
            reconstructionByteCount =
                Reconstruction(
                    networks: networks, width: header.width, height: header.height,
                    channels: header.channels
                ).peakByteCount(threads: threads)
        case .wavelet(let networks):
            let geometry = BandGeometry(
                imageWidth: header.width, imageHeight: header.height,
                levels: networks.levels.count)
            // The map, and the qualities of blocks and levels that follow from it.
            mapByteCount = geometry.height * geometry.width / 4
            codesByteCount =
                BandSymbols.byteCount(geometry)
                + BandCoding.peakByteCount(networks, geometry, threads: threads)
            reconstructionByteCount = BandReconstruction(
                networks, width: header.width, height: header.height,
                channels: header.channels, QualityField(quality: 0)
            ).peakByteCount(threads: threads)
        }
        alphaByteCount =
            header.channels.hasAlpha ? header.height * (2 * header.width + 1) : 0
        samplesByteCount = keepsRows ? header.height * header.width * header.channels.count : 0
    }
}
