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
    /// The colours of a row, `[width, 3]`.
    private var visible: [UInt16]
    private var alpha: AlphaWriter?
    /// What pixels that nobody sees get; nil where they keep their colours.
    private var invisible: InvisibleColour?
    /// Rows that have been read and not been given, all alike.
    private var hidden = 0
    private var isAtTop = true
    private var rowsLeft: Int
    /// The opacity of rows that have not been decoded yet.
    private var pendingAlpha: [[UInt16]] = []

    /// A source of which no row has been read; colours that nobody sees are kept if asked for.
    init(_ source: any RowSource, keepsInvisible: Bool) {
        self.source = source
        shape = source.shape
        rowsLeft = shape.height
        row = [UInt16](repeating: 0, count: shape.samplesPerRow)
        visible = [UInt16](repeating: 0, count: 3 * shape.width)
        alpha = shape.channels.hasAlpha ? AlphaWriter(width: shape.width, depth: shape.depth) : nil
        invisible = shape.channels.hasAlpha && !keepsInvisible ? InvisibleColour(shape.depth) : nil
    }

    var width: Int { shape.width }
    var height: Int { shape.height }
    var depth: SampleDepth { shape.depth }

    func readRow(into colours: inout MutableSpan<UInt16>) -> Bool {
        if hidden == 0 {
            guard readRow() else { return false }
            // Rows at the top of which nothing is seen look like the first of which something is.
            while invisible != nil, isAtTop, isHidden, rowsLeft > 0 {
                hidden += 1
                guard readRow() else { return false }
            }
            isAtTop = false
            if let alpha = pendingAlpha.last { invisible?.fill(&visible, alpha: alpha) }
        } else {
            hidden -= 1
        }
        for index in visible.indices { colours[index] = visible[index] }
        return true
    }

    /// Whether nothing is seen of the row read last.
    private var isHidden: Bool { pendingAlpha.last?.allSatisfy { $0 == 0 } ?? false }

    /// Reads a row, and codes its opacity.
    private func readRow() -> Bool {
        do {
            var span = row.mutableSpan
            try source.readRow(into: &span)
        } catch {
            failure = error
            return false
        }
        rowsLeft -= 1
        let count = shape.channels.count
        // Where green and blue are within a pixel; red comes first.
        let (green, blue) = shape.channels.hasColor ? (1, 2) : (0, 0)
        for x in 0..<width {
            visible[3 * x] = row[x * count]
            visible[3 * x + 1] = row[x * count + green]
            visible[3 * x + 2] = row[x * count + blue]
        }
        if let alpha {
            let samples = (0..<width).map { row[$0 * count + count - 1] }
            alpha.write(samples)
            pendingAlpha.append(samples)
        }
        return true
    }

    /// The opacity of the next row from the top; nil where there is none.
    func nextAlpha() -> [UInt16]? { pendingAlpha.isEmpty ? nil : pendingAlpha.removeFirst() }

    /// The payload of the alpha plane, when all rows have been read.
    var alphaPayload: [UInt8]? { alpha?.finish() }
}
