import CWCContainer
import CWCImage

/// The opacity of the rows of a region, as they are asked for.
final class AlphaRows {
    private let reader: AlphaReader
    private let height: Int
    private let reduction: Reduction
    private let region: ImageRegion
    /// Rows of the whole picture that have been read.
    private var rowsRead = 0

    /// A reader at the top of the region.
    ///
    /// - Throws: `badDeflate`.
    init(
        _ payload: ArraySlice<UInt8>, _ header: ImageHeader, _ reduction: Reduction,
        _ region: ImageRegion
    ) throws(FormatError) {
        reader = try AlphaReader(
            payload, width: header.width, height: header.height, depth: header.depth)
        height = header.height
        self.reduction = reduction
        self.region = region
    }

    /// The opacity of row `y`, which must be further down than those before: of each pixel the mean
    /// of those that it stands for.
    ///
    /// - Throws: `badDeflate` or `badPayload`.
    func row(_ y: Int) throws(FormatError) -> ArraySlice<UInt16> {
        let side = reduction.rawValue
        while rowsRead < side * y { _ = try nextRow() }
        guard side > 1 else { return try nextRow()[region.columns] }
        var sums: [Int] = []
        var count = 0
        for _ in side * y..<min(side * (y + 1), height) {
            let row = try nextRow()
            if sums.isEmpty { sums = [Int](repeating: 0, count: reduction.reduced(row.count)) }
            for (x, value) in row.enumerated() { sums[x / side] += Int(value) }
            count += 1
        }
        let width = reader.width
        return region.columns.map { x in
            let pixels = count * (min(side * (x + 1), width) - side * x)
            return UInt16((sums[x] + pixels / 2) / pixels)
        }[...]
    }

    /// Reads what is left, and makes sure that the payload ends with it.
    ///
    /// - Throws: `badDeflate` or `badPayload`.
    func finish() throws(FormatError) {
        while rowsRead < height { _ = try nextRow() }
        try reader.finish()
    }

    private func nextRow() throws(FormatError) -> [UInt16] {
        rowsRead += 1
        return try reader.nextRow()
    }

    /// Bytes that it takes to read a row.
    static func byteCount(_ header: ImageHeader, _ reduction: Reduction) -> Int {
        (header.depth == .eight ? 8 : 10) * header.width
            + (reduction == .full ? 0 : 8 * reduction.reduced(header.width))
    }
}
