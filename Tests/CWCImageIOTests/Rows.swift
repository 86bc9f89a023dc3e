import CWCImage
import CWCImageIO

/// Samples at any depth, for the tests of rows.
struct Samples: Equatable {
    var shape: ImageShape
    var values: [UInt16]

    init(_ shape: ImageShape, _ values: [UInt16]) { (self.shape, self.values) = (shape, values) }

    /// The samples of a picture of eight bits.
    init(_ image: RasterImage) { self.init(image.shape, image.samples.map { UInt16($0) }) }

    /// Every value of the depth in turn, by a step that leaves none out.
    static func counting(_ shape: ImageShape) -> Samples {
        let count = shape.height * shape.samplesPerRow
        return Samples(shape, (0..<count).map { UInt16($0 * 7 % (shape.depth.maximum + 1)) })
    }

    /// Reads all rows of a source.
    init(reading source: some RowSource) throws {
        var values: [UInt16] = []
        var row = [UInt16](repeating: 0, count: source.shape.samplesPerRow)
        for _ in 0..<source.shape.height {
            var span = row.mutableSpan
            try source.readRow(into: &span)
            values += row
        }
        self.init(source.shape, values)
    }

    /// Writes the first rows, all unless told otherwise.
    func write(to sink: some RowSink, rows: Int? = nil) throws {
        for y in 0..<(rows ?? shape.height) {
            let row = Array(values[y * shape.samplesPerRow..<(y + 1) * shape.samplesPerRow])
            try sink.writeRow(row.span)
        }
    }

    /// The samples as a file in memory.
    func file(_ encoding: ImageEncoding, metadata: Metadata = Metadata()) throws -> [UInt8] {
        let writer = try ImageWriter(as: encoding, shape: shape, metadata: metadata)
        try write(to: writer)
        try writer.finish()
        return writer.bytes
    }
}
