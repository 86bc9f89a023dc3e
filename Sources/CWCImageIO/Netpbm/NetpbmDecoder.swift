import CWCImage

/// The binary formats of Netpbm: PGM (`P5`), PPM (`P6`) and PAM (`P7`), 8 or 16 bits a sample. Of
/// several pictures in a file the first is read.
final class NetpbmDecoder: RowDecoder {
    let shape: ImageShape
    let metadata = Metadata()
    private let source: ByteSource
    /// What the file's samples become, up to its white; empty where they stay as they are.
    private let table: [UInt16]
    /// A row as the file holds it.
    private let stored: RowOfBytes

    init(
        _ source: ByteSource, _ limits: ImageLimits, atMost depth: SampleDepth
    ) throws(ImageError) {
        let header = try NetpbmHeader(parsing: source)
        try limits.check(width: header.width, height: header.height, format: .netpbm)
        let bits = Int.bitWidth - header.maximum.leadingZeroBitCount
        shape = ImageShape(
            width: header.width, height: header.height, channels: header.channels,
            depth: min(SampleDepth(keeping: bits), depth))
        self.source = source
        let sampleBytes = header.maximum > 255 ? 2 : 1
        if let count = source.count,
            count - source.position < shape.height * shape.samplesPerRow * sampleBytes
        {
            throw Self.truncated
        }
        if header.maximum == 255 {
            table = []
        } else {
            let (from, to) = (UInt32(header.maximum), UInt32(shape.depth.maximum))
            table = (0...from).map { UInt16(scaled($0, from: from, to: to)) }
        }
        stored = RowOfBytes(count: shape.samplesPerRow * sampleBytes)
    }

    private static let truncated = ImageError(
        .truncated, .netpbm, "the file ends within the samples")

    func readRow(_ row: UnsafeMutableRawBufferPointer) throws(ImageError) {
        guard !table.isEmpty else {
            guard source.read(into: row) == row.count else { throw Self.truncated }
            return
        }
        let (stored, table) = (stored.bytes, table)
        guard source.read(into: stored) == stored.count else { throw Self.truncated }
        // Big-endian when they need two bytes.
        let isWide = table.count > 256
        for index in 0..<shape.samplesPerRow {
            let value =
                isWide
                ? Int(stored[2 * index]) << 8 | Int(stored[2 * index + 1]) : Int(stored[index])
            guard value < table.count else {
                throw ImageError(
                    .malformed, .netpbm, "a sample of \(value) above \(table.count - 1)")
            }
            if shape.depth == .eight {
                row[index] = UInt8(table[value])
            } else {
                row.storeBytes(of: table[value], toByteOffset: 2 * index, as: UInt16.self)
            }
        }
    }
}
