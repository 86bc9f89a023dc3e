import CWCModel

/// Rows of a picture's colours while its tiles are encoded: those of the tiles at hand and of what
/// surrounds them.
///
/// Rows are padded by repeating the last column, and the last row is repeated. Spec wavelet §10. Samples
/// are kept as `UInt8` or, where they have more bits, as `UInt16`.
final class SourceWindow<Sample: FixedWidthInteger & UnsignedInteger & Sendable> {
    private let source: any ColourSource
    private let geometry: WaveletGeometry
    /// The rows that are there, `[W, 3]` each.
    private(set) var rows = 0..<0
    private var pixels: [[Sample]] = []
    private var read: [UInt16]
    /// The first row that tiles still to be encoded look at.
    var kept = 0

    init(_ source: any ColourSource, _ geometry: WaveletGeometry) {
        self.source = source
        self.geometry = geometry
        read = [UInt16](repeating: 0, count: 3 * geometry.imageWidth)
    }

    /// Reads rows until all above `end` are there.
    ///
    /// - Returns: Whether the source could be read.
    func fill(to end: Int) -> Bool {
        while rows.upperBound < end {
            if rows.upperBound < geometry.imageHeight {
                guard let row = nextRow() else { return false }
                pixels.append(row)
            } else if let last = pixels.last {
                pixels.append(last)
            }
            rows = rows.lowerBound..<rows.upperBound + 1
        }
        return true
    }

    private func nextRow() -> [Sample]? {
        var span = read.mutableSpan
        guard source.readRow(into: &span) else { return nil }
        var row = read.map { Sample(truncatingIfNeeded: $0) }
        while row.count < 3 * geometry.width { row.append(row[row.count - 3]) }
        return row
    }

    /// Lets go of rows above `first`.
    func drop(above first: Int) {
        guard first > rows.lowerBound else { return }
        pixels.removeFirst(min(first - rows.lowerBound, pixels.count))
        rows = min(first, rows.upperBound)..<rows.upperBound
    }

    /// The colours of a rectangle of the padded picture, `[rows, columns, 3]`.
    func colours(_ rect: SubbandRect) -> [Sample] {
        var colours: [Sample] = []
        colours.reserveCapacity(rect.rows.count * rect.columns.count * 3)
        for row in rect.rows {
            colours +=
                pixels[row - rows.lowerBound][
                    3 * rect.columns.lowerBound..<3 * rect.columns.upperBound]
        }
        return colours
    }

    /// A row of the picture itself, `[width, 3]`.
    func row(_ y: Int) -> [UInt16] {
        pixels[y - rows.lowerBound][..<(3 * geometry.imageWidth)].map {
            UInt16(truncatingIfNeeded: $0)
        }
    }

    /// Bytes of so many rows.
    static func byteCount(rows: Int, _ geometry: WaveletGeometry) -> Int {
        rows * 3 * geometry.width * MemoryLayout<Sample>.size
    }
}
