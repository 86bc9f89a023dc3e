import CWCContainer
import CWCImage
import CWCModel

/// What an encoder learns of the picture that its file decodes to, from rows as they come.
final class DecodedResult {
    private let shape: ImageShape
    private let keepsRows: Bool
    private var row: SampleRow
    private var samples: [UInt8] = []
    private var crc: SampleChecksum
    private var squaredError = 0

    /// Nothing yet; the picture is kept if asked for, and has eight bits a sample.
    init(_ shape: ImageShape, _ keepsRows: Bool) {
        self.shape = shape
        self.keepsRows = keepsRows
        crc = SampleChecksum(shape.depth)
        row = SampleRow(width: shape.width, channels: shape.channels)
    }

    /// Takes a row of the source, `[width, 3]`, and what it is decoded to.
    func take(_ source: Span<UInt16>, _ decoded: Span<Int16>, alpha: [UInt16]?) {
        row.setColors(to: decoded)
        if let alpha { row.setAlpha(to: alpha[...]) }
        crc.update(row.samples.span)
        if keepsRows { samples += crc.bytes }
        let count = shape.channels.count
        let colours = shape.channels.colorCount
        for x in 0..<shape.width {
            for colour in 0..<colours {
                let difference =
                    Int(source[3 * x + colour])
                    - Int(row.samples[x * count + colour])
                squaredError += difference * difference
            }
        }
    }

    /// The CRC-32 of the decoded samples.
    var checksum: UInt32 { crc.value }

    /// The mean squared difference of the colours, in units of which white is 255.
    var meanSquaredError: Double {
        let unit = Double(shape.depth.maximum) / 255
        return Double(squaredError)
            / (Double(shape.width * shape.height * shape.channels.colorCount) * unit * unit)
    }

    /// The decoded picture, if it was to be kept.
    var image: RasterImage? {
        keepsRows
            ? RasterImage(
                width: shape.width, height: shape.height, channels: shape.channels,
                samples: samples) : nil
    }
}
