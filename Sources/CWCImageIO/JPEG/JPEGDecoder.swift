import CImageShim
import CWCImage

/// JPEG through libjpeg-turbo: baseline and progressive, grey and colour, with the accurate integer
/// inverse transform and smooth chroma upsampling. Of a file of several scans libjpeg holds the
/// coefficients, two bytes each.
final class JPEGDecoder: RowDecoder {
    let shape: ImageShape
    let metadata: Metadata
    private let source: ByteSource
    private let segments: JPEGMetadataCollector
    private let reader: ShimHandle
    private var isStarted = false

    init(_ source: ByteSource, _ limits: ImageLimits) throws(ImageError) {
        let segments = JPEGMetadataCollector(limits)
        var shape = cwc_image_shape()
        do throws(ImageError) {
            reader = try ShimHandle(.jpeg, close: { cwc_jpeg_close($0) }) {
                cwc_jpeg_open(source.callback, segments.callback, &shape, &$0)
            }
        } catch {
            throw segments.failure ?? error
        }
        (self.source, self.segments) = (source, segments)
        self.shape = try ImageShape(shape, atMost: .eight, limits, .jpeg)
        let coefficients = Int(clamping: cwc_jpeg_coefficient_bytes(reader.pointer))
        try limits.check(bufferedBytes: coefficients, format: .jpeg)
        metadata = try segments.metadata()
    }

    func readRow(_ row: UnsafeMutableRawBufferPointer) throws(ImageError) {
        let (reader, samples) = (reader.pointer, row.assumingMemoryBound(to: UInt8.self))
        if !isStarted {
            isStarted = true
            try callShim(.jpeg) { cwc_jpeg_start(reader, &$0) }
        }
        try callShim(.jpeg) { cwc_jpeg_read_row(reader, samples.baseAddress, &$0) }
    }

    func finish() throws(ImageError) {
        let reader = reader.pointer
        try callShim(.jpeg) { cwc_jpeg_finish(reader, &$0) }
    }
}
