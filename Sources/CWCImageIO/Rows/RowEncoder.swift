import CWCImage

/// Encodes one picture in one format from the top.
///
/// Samples have one byte at a depth of eight bits, and else two in the machine's byte order. An
/// encoder whose sink fails throws any error: the sink knows the reason.
protocol RowEncoder: AnyObject {
    /// Takes the next row.
    func writeRow(_ row: UnsafeRawBufferPointer) throws(ImageError)
    /// Writes what follows the last row.
    func finish() throws(ImageError)
}

/// Starts a file of any encoding; nothing but what precedes the pixels is written.
func openEncoder(
    _ sink: ByteSink, _ encoding: ImageEncoding, _ shape: ImageShape, _ metadata: Metadata
) throws(ImageError) -> any RowEncoder {
    switch encoding {
    case .png: try PNGEncoder(sink, shape, metadata)
    case .netpbm: NetpbmEncoder(sink, shape, pam: false)
    case .pam: NetpbmEncoder(sink, shape, pam: true)
    case .jpeg(let options): try JPEGEncoder(sink, shape, metadata, options)
    case .jpeg2000(let options): try JPEG2000Encoder(sink, shape, options)
    case .webp(let options): try WebPEncoder(sink, shape, options)
    case .webpLossless: try WebPEncoder(sink, shape, nil)
    }
}

extension ImageError {
    /// What an encoder throws whose sink failed.
    static func stopped(_ format: ImageFormat) -> ImageError {
        ImageError(.unsupported, format, "the file cannot be written")
    }

    /// Throws for samples that a format of 8 bits cannot hold.
    static func requireEightBits(
        _ shape: ImageShape, _ format: ImageFormat
    ) throws(ImageError) {
        guard shape.depth > .eight else { return }
        throw ImageError(
            .unsupported, format,
            "\(format.rawValue) holds 8 bits a sample, not \(shape.depth.bits)")
    }
}
