public import CWCContainer
public import CWCImage

/// An encoded picture: the file, and where its bytes went.
public struct EncodedImage: Hashable, Sendable {
    /// The `.cwc` file.
    public let bytes: [UInt8]
    /// The file's header.
    public let header: ImageHeader
    /// What the file decodes to, metadata left out; the encoder knows it only if it was asked to
    /// store the checksum, and keeps it only of pictures that it got as a `RasterImage`.
    public let decoded: RasterImage?
    /// The mean squared difference of the decoded picture's colour samples, in units of which white is
    /// 255 at every depth; nil where the encoder was not asked to store the checksum.
    public let meanSquaredError: Double?
    /// Bytes of each part; together they are the file.
    public let sizes: Sizes

    /// How many bytes of a file each part takes.
    public struct Sizes: Hashable, Sendable {
        /// The importance map.
        public var importance: Int
        /// The codes.
        public var codes: Int
        /// The payload of the alpha plane.
        public var alpha: Int
        /// Colour profile, Exif, XMP and code points of colour.
        public var metadata: Int
        /// Header, and the frames of the sections.
        public var overhead: Int
    }

    init(
        _ container: Container, importanceByteCount: Int, decoded: RasterImage?,
        meanSquaredError: Double?
    ) {
        self.decoded = decoded
        self.meanSquaredError = meanSquaredError
        bytes = container.serialized()
        header = container.header
        let metadata = [container.metadata.icc, container.metadata.exif, container.metadata.xmp]
        var sizes = Sizes(
            importance: importanceByteCount,
            codes: container.streams.map { $0.byteCount - importanceByteCount }
                ?? container.codes.count,
            alpha: container.alpha?.count ?? 0,
            metadata: metadata.reduce(container.metadata.cicp == nil ? 0 : 4) {
                $0 + ($1?.count ?? 0)
            },
            overhead: bytes.count)
        sizes.overhead -= sizes.importance + sizes.codes + sizes.alpha + sizes.metadata
        self.sizes = sizes
    }
}
