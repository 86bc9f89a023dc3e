import CWCBitstream
import CWCImage
import CWCModel

/// What an encoder learns of the picture that its file decodes to, from rows as they come.
final class DecodedResult {
    private let shape: ImageShape
    private let keepsRows: Bool
    private var row: SampleRow
    private var samples: [UInt8] = []
    private var crc = CRC32()
    private var squaredError = 0

    /// Nothing yet; the picture is kept if asked for.
    init(_ shape: ImageShape, _ keepsRows: Bool) {
        self.shape = shape
        self.keepsRows = keepsRows
        row = SampleRow(width: shape.width, channels: shape.channels)
    }

    /// Takes a row of the source, `[width, 3]`, and what it is decoded to.
    func take(_ source: ArraySlice<UInt8>, _ decoded: Span<Int16>, alpha: [UInt8]?) {
        row.setColors(to: decoded)
        if let alpha { row.setAlpha(to: alpha[...]) }
        crc.update(row.samples[...])
        if keepsRows { samples += row.samples }
        let count = shape.channels.count
        let colours = shape.channels.colorCount
        for x in 0..<shape.width {
            for colour in 0..<colours {
                let difference =
                    Int(source[source.startIndex + 3 * x + colour])
                    - Int(row.samples[x * count + colour])
                squaredError += difference * difference
            }
        }
    }

    /// The CRC-32 of the decoded samples.
    var checksum: UInt32 { crc.value }

    /// The mean squared difference of the colours.
    var meanSquaredError: Double {
        Double(squaredError) / Double(shape.width * shape.height * shape.channels.colorCount)
    }

    /// The decoded picture, if it was to be kept.
    var image: RasterImage? {
        keepsRows
            ? RasterImage(
                width: shape.width, height: shape.height, channels: shape.channels,
                samples: samples) : nil
    }
}
