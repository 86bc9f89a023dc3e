import CWCContainer
import CWCImage
import CWCModel

/// The rows of a picture on their way to an encoder: colours go on, opacity is coded here.
final class EncodedRows: ColourSource {
    let source: any RowSource
    /// What went wrong with the source.
    private(set) var failure: (any Error)?
    private let shape: ImageShape
    private var row: [UInt16]
    private var alpha: AlphaWriter?
    /// The opacity of rows that have not been decoded yet.
    private var pendingAlpha: [[UInt8]] = []

    /// A source of which no row has been read.
    init(_ source: any RowSource) {
        self.source = source
        shape = source.shape
        row = [UInt16](repeating: 0, count: shape.samplesPerRow)
        alpha = shape.channels.hasAlpha ? AlphaWriter(width: shape.width) : nil
    }

    var width: Int { shape.width }
    var height: Int { shape.height }

    func readRow(into colours: inout MutableSpan<UInt8>) -> Bool {
        do {
            var span = row.mutableSpan
            try source.readRow(into: &span)
        } catch {
            failure = error
            return false
        }
        let count = shape.channels.count
        // Where green and blue are within a pixel; red comes first.
        let (green, blue) = shape.channels.hasColor ? (1, 2) : (0, 0)
        for x in 0..<width {
            colours[3 * x] = UInt8(truncatingIfNeeded: row[x * count])
            colours[3 * x + 1] = UInt8(truncatingIfNeeded: row[x * count + green])
            colours[3 * x + 2] = UInt8(truncatingIfNeeded: row[x * count + blue])
        }
        if let alpha {
            let samples = (0..<width).map {
                UInt8(truncatingIfNeeded: row[$0 * count + count - 1])
            }
            alpha.write(samples)
            pendingAlpha.append(samples)
        }
        return true
    }

    /// The opacity of the next row from the top; nil where there is none.
    func nextAlpha() -> [UInt8]? { pendingAlpha.isEmpty ? nil : pendingAlpha.removeFirst() }

    /// The payload of the alpha plane, when all rows have been read.
    var alphaPayload: [UInt8]? { alpha?.finish() }
}
