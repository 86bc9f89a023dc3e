import CWCImage

/// A PGM or PPM file, or PAM when there is alpha or it is asked for. More than 8 bits a sample are
/// scaled to 16.
final class NetpbmEncoder: RowEncoder {
    private let sink: ByteSink
    private let shape: ImageShape
    private var stored: [UInt8] = []

    init(_ sink: ByteSink, _ shape: ImageShape, pam always: Bool) {
        (self.sink, self.shape) = (sink, shape)
        let white = shape.depth == .eight ? 255 : 65535
        let header: String
        if always || shape.channels.hasAlpha {
            let depth = shape.channels.count
            header = """
                P7
                WIDTH \(shape.width)
                HEIGHT \(shape.height)
                DEPTH \(depth)
                MAXVAL \(white)
                TUPLTYPE \(NetpbmHeader.tupleType(shape.channels))
                ENDHDR

                """
        } else {
            let type = shape.channels == .grey ? 5 : 6
            header = "P\(type)\n\(shape.width) \(shape.height)\n\(white)\n"
        }
        stored = Array(header.utf8)
        sink.reserve(stored.count + shape.byteCount)
    }

    /// The header goes out with the first row: only then can its failure be told.
    func writeRow(_ row: UnsafeRawBufferPointer) throws(ImageError) {
        if shape.depth == .eight {
            guard stored.isEmpty || stored.withUnsafeBytes({ sink.write($0) }), sink.write(row)
            else { throw ImageError.stopped(.netpbm) }
        } else {
            let white = UInt32(shape.depth.maximum)
            for sample in row.assumingMemoryBound(to: UInt16.self) {
                let value = scaled(UInt32(sample), from: white, to: 65535)
                stored.append(UInt8(value >> 8))
                stored.append(UInt8(truncatingIfNeeded: value))
            }
            guard stored.withUnsafeBytes({ sink.write($0) }) else {
                throw ImageError.stopped(.netpbm)
            }
        }
        stored.removeAll(keepingCapacity: true)
    }

    func finish() {}
}
