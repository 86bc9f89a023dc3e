/// An image file format that this module reads.
public enum ImageFormat: String, CaseIterable, Hashable, Sendable {
    /// Baseline and progressive JPEG.
    case jpeg = "JPEG"
    /// JPEG 2000, JP2 files and bare codestreams.
    case jpeg2000 = "JPEG 2000"
    /// PGM, PPM and PAM.
    case netpbm = "PNM"
    /// Portable Network Graphics.
    case png = "PNG"
    /// WebP, lossy and lossless.
    case webp = "WebP"

    /// The format of a file by its first bytes; names and extensions are not asked.
    ///
    /// Twelve bytes suffice. Returns `nil` when no signature matches.
    public init?(detecting bytes: some Collection<UInt8>) {
        let head = Array(bytes.prefix(12))
        if head.starts(with: PNGChunk.signature) {
            self = .png
        } else if head.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if head == JPEG2000Decoder.signature
            || head.starts(with: JPEG2000Decoder.codestream)
        {
            self = .jpeg2000
        } else if head.count == 12, head.starts(with: Array("RIFF".utf8)),
            head[8...].elementsEqual(Array("WEBP".utf8))
        {
            self = .webp
        } else if head.count >= 3, head[0] == UInt8(ascii: "P"),
            [UInt8(ascii: "5"), UInt8(ascii: "6"), UInt8(ascii: "7")].contains(head[1]),
            Netpbm.isSpace(head[2])
        {
            self = .netpbm
        } else {
            return nil
        }
    }
}
