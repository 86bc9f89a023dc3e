import CImageShim
import CWCImage

/// JPEG through libjpeg-turbo. With optimized Huffman tables or several scans libjpeg holds the
/// coefficients of the whole picture, two bytes each; else a few rows.
final class JPEGEncoder: RowEncoder {
    private let sink: ByteSink
    private let writer: ShimHandle

    init(
        _ sink: ByteSink, _ shape: ImageShape, _ metadata: Metadata, _ options: JPEGOptions
    ) throws(ImageError) {
        guard !shape.channels.hasAlpha else {
            throw ImageError(.unsupported, .jpeg, "JPEG has no alpha channel")
        }
        try ImageError.requireEightBits(shape, .jpeg)
        let segments = try JPEGSegment.segments(for: metadata)
        let format = try shape.forShim(bits: 8, .jpeg)
        let request = cwc_jpeg_options(
            quality: Int32(min(max(options.quality, 1), 100)),
            halves_chroma: options.chroma == .half,
            optimizes_huffman: options.optimizesHuffman,
            progressive: options.progressive,
            forces_baseline: options.forcesBaseline)
        let writer = try ShimHandle(.jpeg, close: { cwc_jpeg_discard($0) }) {
            cwc_jpeg_create(sink.callback, format, request, &$0)
        }
        // The JFIF segment, which must stay first, has been written.
        for segment in segments {
            let payload = Array(segment.payload)
            try callShim(.jpeg) {
                cwc_jpeg_write_segment(
                    writer.pointer, Int32(segment.marker), payload, payload.count, &$0)
            }
        }
        (self.sink, self.writer) = (sink, writer)
    }

    func writeRow(_ row: UnsafeRawBufferPointer) throws(ImageError) {
        let (writer, samples) = (writer.pointer, row.assumingMemoryBound(to: UInt8.self))
        try callShim(.jpeg) { cwc_jpeg_write_row(writer, samples.baseAddress, &$0) }
    }

    func finish() throws(ImageError) {
        let writer = writer.pointer
        try callShim(.jpeg) { cwc_jpeg_end(writer, &$0) }
    }
}
