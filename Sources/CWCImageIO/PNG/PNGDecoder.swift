import CImageShim
import CWCImage

/// PNG through libpng: every colour type and depth. Interlaced files are decoded whole.
final class PNGDecoder: RowDecoder {
    let shape: ImageShape
    private let source: ByteSource
    private let chunks: PNGMetadataCollector
    private let reader: ShimHandle
    /// Whether rows come with samples of 16 bits.
    private let isDeep: Bool
    private let isInterlaced: Bool
    /// The picture, once rows of an interlaced one are asked for.
    private var whole: SampleBuffer?

    init(
        _ source: ByteSource, _ limits: ImageLimits, atMost depth: SampleDepth
    ) throws(ImageError) {
        let chunks = PNGMetadataCollector(limits)
        // What is stored may be a little longer than what it inflates to.
        let maxChunkBytes = limits.maxMetadataBytes.addingReportingOverflow(4096).partialValue
        var shape = cwc_image_shape()
        let reader = try Self.naming(chunks) { () throws(ImageError) in
            try ShimHandle(.png, close: { cwc_png_close($0) }) {
                cwc_png_open(source.callback, chunks.callback, maxChunkBytes, &shape, &$0)
            }
        }
        // sBIT tells that 16 bits hold 10, say.
        if shape.bits == 16, let bits = chunks.significantBits { shape.bits = UInt32(bits) }
        self.shape = try ImageShape(shape, atMost: depth, limits, .png)
        let isDeep = self.shape.depth > .eight
        isInterlaced = cwc_png_is_interlaced(reader.pointer)
        if isInterlaced { try limits.check(bufferedBytes: self.shape.byteCount, format: .png) }
        try callShim(.png) { cwc_png_start(reader.pointer, isDeep, &$0) }
        (self.source, self.chunks, self.reader, self.isDeep) = (source, chunks, reader, isDeep)
    }

    var metadata: Metadata { chunks.metadata(isGrey: !shape.channels.hasColor) }
    var notes: [String] { chunks.notes }

    /// Throws what was wrong with metadata, if that is what stopped libpng.
    private static func naming<Result>(
        _ chunks: PNGMetadataCollector, _ body: () throws(ImageError) -> Result
    ) throws(ImageError) -> Result {
        do throws(ImageError) { return try body() } catch {
            if error.code == .limitExceeded {
                try chunks.limits.check(metadataBytes: .max, format: .png)
            }
            throw chunks.failure ?? error
        }
    }

    func readRow(_ row: UnsafeMutableRawBufferPointer) throws(ImageError) {
        if isInterlaced {
            if whole == nil {
                let buffer = SampleBuffer(shape)
                try buffer.fill { samples throws(ImageError) in try readAll(samples) }
                whole = buffer
            }
            whole?.copyRow(row)
        } else {
            let reader = reader.pointer
            try callShim(.png) { cwc_png_read_row(reader, row.baseAddress, &$0) }
            if isDeep { scale(row, from: 65535, to: shape.depth.maximum) }
        }
    }

    func readAll(_ samples: UnsafeMutableRawBufferPointer) throws(ImageError) {
        let reader = reader.pointer
        try callShim(.png) { cwc_png_read_whole(reader, samples.baseAddress, &$0) }
        if isDeep { scale(samples, from: 65535, to: shape.depth.maximum) }
    }

    func finish() throws(ImageError) {
        let reader = reader.pointer
        try Self.naming(chunks) { () throws(ImageError) in
            try callShim(.png) { cwc_png_finish(reader, &$0) }
        }
    }
}
