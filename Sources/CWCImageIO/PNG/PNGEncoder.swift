import CImageShim
import CWCImage

/// PNG through libpng, not interlaced. 10 and 12 bits a sample are scaled to 16, and an sBIT chunk says
/// how many there were.
final class PNGEncoder: RowEncoder {
    private let sink: ByteSink
    private let writer: ShimHandle
    private let depth: SampleDepth
    /// A row of 16 bits a sample.
    private var wide: [UInt16]

    init(_ sink: ByteSink, _ shape: ImageShape, _ metadata: Metadata) throws(ImageError) {
        (self.sink, depth) = (sink, shape.depth)
        let isDeep = shape.depth > .eight
        wide = isDeep ? Array(repeating: 0, count: shape.samplesPerRow) : []
        let format = try shape.forShim(bits: isDeep ? 16 : 8, .png)
        writer = try ShimHandle(.png, close: { cwc_png_discard($0) }) {
            cwc_png_create(sink.callback, format, &$0)
        }
        // IHDR has been written; what tells of the pixels goes before them.
        var chunks = PNGChunk.chunks(for: metadata)
        if isDeep, shape.depth < .sixteen {
            let bits = UInt8(shape.depth.bits)
            let data = [UInt8](repeating: bits, count: shape.channels.count)
            chunks.insert(PNGChunk(type: "sBIT", data: data), at: 0)
        }
        for chunk in chunks {
            guard chunk.bytes.withUnsafeBytes({ sink.write($0) }) else { throw .stopped(.png) }
        }
    }

    func writeRow(_ row: UnsafeRawBufferPointer) throws(ImageError) {
        let writer = writer.pointer
        guard depth > .eight else {
            return try callShim(.png) { cwc_png_write_row(writer, row.baseAddress, &$0) }
        }
        let white = UInt32(depth.maximum)
        for (index, sample) in row.assumingMemoryBound(to: UInt16.self).enumerated() {
            wide[index] = UInt16(scaled(UInt32(sample), from: white, to: 65535))
        }
        let wide = wide
        try callShim(.png) { cwc_png_write_row(writer, wide, &$0) }
    }

    func finish() throws(ImageError) {
        let writer = writer.pointer
        try callShim(.png) { cwc_png_end(writer, &$0) }
    }
}
