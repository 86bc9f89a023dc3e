import CImageShim
import CWCImage

/// JPEG 2000 through OpenJPEG, JP2 files and bare codestreams: grey and RGB, with or without alpha,
/// up to 16 bits a sample. Metadata are not read.
///
/// Pictures are decoded whole, to four bytes a sample: OpenJPEG can decode areas of a tile, but keeps
/// what it has decoded of every code-block, and bands take a quarter to a third longer.
final class JPEG2000Decoder: RowDecoder {
    /// The first box of a JP2 file, whose content is fixed.
    static let signature: [UInt8] = [0, 0, 0, 12, 0x6A, 0x50, 0x20, 0x20, 13, 10, 0x87, 10]
    /// Start of a codestream, and the marker that must follow.
    static let codestream: [UInt8] = [0xFF, 0x4F, 0xFF, 0x51]

    let shape: ImageShape
    let metadata = Metadata()
    private let reader: ShimHandle
    /// The file, until it is decoded.
    private var file: WholeFile?
    private var y: UInt32 = 0

    /// A header of a stream whose end is not known may have so many bytes.
    private static let maxHeaderBytes = 1 << 26

    init(
        _ source: ByteSource, _ limits: ImageLimits, atMost depth: SampleDepth
    ) throws(ImageError) {
        let file = WholeFile(source)
        // OpenJPEG checks lengths against that of the file. Where it is not known, the header alone
        // says whether to read on.
        var count = source.count ?? 0
        if source.count == nil { count = try Self.count(of: file, limits) }
        let (reader, shape) = try Self.open(file, count)
        (self.reader, self.file) = (reader, file)
        self.shape = try ImageShape(shape, atMost: depth, limits, .jpeg2000)
        let samples = self.shape.height * self.shape.samplesPerRow
        let (bytes, overflow) = (4 * samples).addingReportingOverflow(count)
        try limits.check(
            bufferedBytes: overflow ? .max : bytes, fileBytes: count, format: .jpeg2000)
    }

    /// Reads a stream to its end, if its header is in order.
    private static func count(
        of file: WholeFile, _ limits: ImageLimits
    ) throws(ImageError) -> Int {
        do throws(ImageError) {
            let (_, shape) = try open(file, maxHeaderBytes)
            _ = try ImageShape(shape, atMost: .eight, limits, .jpeg2000)
        } catch {
            // Of a stream that has ended, the length is known, too.
            guard file.isComplete else { throw error }
        }
        file.collect(limits.maxBufferedBytes + 1)
        try limits.check(bufferedBytes: file.bytes.count, format: .jpeg2000)
        return file.bytes.count
    }

    private static func open(
        _ file: WholeFile, _ count: Int
    ) throws(ImageError) -> (ShimHandle, cwc_image_shape) {
        file.collect(1)
        var shape = cwc_image_shape()
        let reader = try ShimHandle(.jpeg2000, close: { cwc_jpeg2000_close($0) }) {
            cwc_jpeg2000_open(
                file.callback, UInt64(count), file.bytes.first == codestream.first, &shape, &$0)
        }
        return (reader, shape)
    }

    func readRow(_ row: UnsafeMutableRawBufferPointer) throws(ImageError) {
        let reader = reader.pointer
        if file != nil {
            try callShim(.jpeg2000) { cwc_jpeg2000_decode(reader, &$0) }
            file = nil
        }
        cwc_jpeg2000_get_row(reader, y, UInt32(shape.depth.maximum), row.baseAddress)
        y += 1
    }
}
