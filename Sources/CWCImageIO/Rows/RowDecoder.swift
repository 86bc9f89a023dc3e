import CWCImage

/// Decodes one picture of one format from the top.
///
/// Samples have one byte at a depth of eight bits, and else two in the machine's byte order.
protocol RowDecoder: AnyObject {
    /// The picture's shape at the depth that its rows have.
    var shape: ImageShape { get }
    /// Complete when the decoder is finished.
    var metadata: Metadata { get }
    /// What of the file is lost, a line each; complete when the decoder is finished.
    var notes: [String] { get }
    /// Writes the next row.
    func readRow(_ row: UnsafeMutableRawBufferPointer) throws(ImageError)
    /// Writes all rows; called in place of the first ``readRow(_:)``.
    func readAll(_ samples: UnsafeMutableRawBufferPointer) throws(ImageError)
    /// Reads what follows the last row.
    func finish() throws(ImageError)
}

extension RowDecoder {
    var notes: [String] { [] }

    func readAll(_ samples: UnsafeMutableRawBufferPointer) throws(ImageError) {
        let count = shape.bytesPerRow
        for y in 0..<shape.height {
            let row = samples[(y * count)..<((y + 1) * count)]
            try readRow(UnsafeMutableRawBufferPointer(rebasing: row))
        }
    }

    func finish() throws(ImageError) {}

    /// The whole picture, of eight bits a sample.
    func picture() throws(ImageError) -> RasterImage {
        var failure: ImageError?
        let samples = [UInt8](unsafeUninitializedCapacity: shape.byteCount) { buffer, count in
            do throws(ImageError) {
                let bytes = UnsafeMutableRawBufferPointer(buffer)
                try readAll(UnsafeMutableRawBufferPointer(rebasing: bytes[..<shape.byteCount]))
                try finish()
                count = shape.byteCount
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return RasterImage(
            width: shape.width, height: shape.height, channels: shape.channels, samples: samples,
            metadata: metadata)
    }
}

extension ImageShape {
    /// Bytes of a row as decoders and encoders hold it.
    var bytesPerRow: Int { samplesPerRow * (depth == .eight ? 1 : 2) }

    /// Bytes of all rows.
    var byteCount: Int { height * bytesPerRow }
}

/// Opens a file, whatever its format: only what precedes the pixels has been read then.
func openDecoder(
    _ source: ByteSource, _ limits: ImageLimits, atMost depth: SampleDepth
) throws(ImageError) -> (ImageFormat, any RowDecoder) {
    let head = source.peek(12)
    guard !head.isEmpty else { throw ImageError(.truncated, nil, "the file is empty") }
    guard let format = ImageFormat(detecting: head) else {
        throw ImageError(
            .unsupported, nil, "not a PNG, JPEG, JPEG 2000, WebP, PGM, PPM or PAM file")
    }
    let decoder: any RowDecoder =
        switch format {
        case .png: try PNGDecoder(source, limits, atMost: depth)
        case .jpeg: try JPEGDecoder(source, limits)
        case .jpeg2000: try JPEG2000Decoder(source, limits, atMost: depth)
        case .webp: try WebPDecoder(source, limits)
        case .netpbm: try NetpbmDecoder(source, limits, atMost: depth)
        }
    return (format, decoder)
}
