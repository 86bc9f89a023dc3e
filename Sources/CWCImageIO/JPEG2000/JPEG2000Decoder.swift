import CImageShim
import CWCImage

/// JPEG 2000 through OpenJPEG, JP2 files and bare codestreams: grey and RGB, with or without alpha,
/// up to 16 bits a sample. Metadata are not read.
enum JPEG2000Decoder {
    /// The first box of a JP2 file, whose content is fixed.
    static let signature: [UInt8] = [0, 0, 0, 12, 0x6A, 0x50, 0x20, 0x20, 13, 10, 0x87, 10]
    /// Start of a codestream, and the marker that must follow.
    static let codestream: [UInt8] = [0xFF, 0x4F, 0xFF, 0x51]

    static func decode(_ bytes: [UInt8], limits: ImageLimits) throws(ImageError) -> RasterImage {
        try readThroughShim(
            bytes, .jpeg2000, limits,
            open: { cwc_jpeg2000_open($0, $1, &$2, &$3) },
            read: { cwc_jpeg2000_read($0, $1, &$2) },
            close: { cwc_jpeg2000_close($0) })
    }
}
