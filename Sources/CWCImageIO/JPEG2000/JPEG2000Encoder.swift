import CImageShim
import CWCImage

/// JPEG 2000 through OpenJPEG, which takes the picture whole, four bytes a sample.
final class JPEG2000Encoder: RowEncoder {
    private let sink: ByteSink
    private let writer: ShimHandle
    private let options: JPEG2000Options
    private var y: UInt32 = 0

    init(_ sink: ByteSink, _ shape: ImageShape, _ options: JPEG2000Options) throws(ImageError) {
        (self.sink, self.options) = (sink, options)
        let format = try shape.forShim(bits: shape.depth.bits, .jpeg2000)
        writer = try ShimHandle(.jpeg2000, close: { cwc_jpeg2000_discard($0) }) {
            cwc_jpeg2000_create(format, &$0)
        }
    }

    func writeRow(_ row: UnsafeRawBufferPointer) {
        cwc_jpeg2000_set_row(writer.pointer, y, row.baseAddress)
        y += 1
    }

    func finish() throws(ImageError) {
        let (writer, ratio, output) = (writer.pointer, options.compressionRatio, sink.callback)
        try callShim(.jpeg2000) { cwc_jpeg2000_end(writer, ratio, output, &$0) }
    }
}
