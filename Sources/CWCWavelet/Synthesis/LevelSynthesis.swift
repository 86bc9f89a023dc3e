import CWCNetwork

/// One level of the inverse transform, in parts that can be done at the same time.
///
/// Safe: whoever makes one, which is unsafe, vouches for the memory while it is synthesised. Parts
/// write to different memory, which is why threads may share it.
@safe struct LevelSynthesis: @unchecked Sendable {
    /// Symbols of the level's detail subbands, `[h, w, 9]`, and their steps.
    let symbols: [Int16]
    let steps: LevelQuantizationSteps
    let height: Int
    let width: Int
    /// The LL subbands, `[3, h, w]`.
    let coarser: UnsafeMutableBufferPointer<Int32>
    /// What is synthesised, `[3, 2·h, 2·w]`.
    let target: UnsafeMutableBufferPointer<Int32>
    let step: LiftingStep

    /// Columns of a part, an even number, and rows of a part.
    private static let columns = 128
    private static let rows = 16

    private var columnGroups: Int { (width + Self.columns - 1) / Self.columns }
    private var rowGroups: Int { (2 * height + Self.rows - 1) / Self.rows }

    var columnParts: Int { WaveletGeometry.components * columnGroups }
    var rowParts: Int { WaveletGeometry.components * rowGroups }

    private func inPlace(_ component: Int) -> InPlaceSubbands {
        let count = 4 * height * width
        let first = component * count
        return unsafe InPlaceSubbands(
            UnsafeMutableBufferPointer(rebasing: target[first..<first + count]), width: width,
            height: height, by: step)
    }

    /// Lays down some columns of a component, and joins them.
    func joinColumns(_ part: Int) {
        let (component, group) = part.quotientAndRemainder(dividingBy: columnGroups)
        let first = group * Self.columns
        let columns = first..<min(first + Self.columns, width)
        let inPlace = inPlace(component)
        for row in 0..<height {
            let place = (component * height + row) * width + first
            _ = unsafe inPlace.row(row, of: 0)[columns]
                .update(fromContentsOf: coarser[place..<place + columns.count])
        }
        dequantize(component, columns, to: inPlace)
        for side in 0..<2 { inPlace.lift(side: side, columns, undo: true) }
    }

    /// Joins some rows of a component.
    func joinRows(_ part: Int) {
        let (component, group) = part.quotientAndRemainder(dividingBy: rowGroups)
        let first = group * Self.rows
        inPlace(component).joinRows(first..<min(first + Self.rows, 2 * height))
    }

    /// Lays down the detail subbands of a component: all of a row together, as their symbols are.
    private func dequantize(
        _ component: Int, _ columns: Range<Int>, to inPlace: InPlaceSubbands
    ) {
        let count = WaveletGeometry.orientations
        let steps = (0..<count).map { self.steps.subband(count * component + $0) }
        // All that the loops below look at.
        precondition(
            symbols.count == height * width * WaveletGeometry.subbands
                && columns.clamped(to: 0..<width) == columns)
        let symbols = symbols.span
        for row in 0..<height {
            for orientation in 0..<count {
                let target = unsafe inPlace.row(row, of: orientation + 1)
                let first = row * width * WaveletGeometry.subbands + count * component + orientation
                steps[orientation].forEachRun(ofRow: row, columns) { columns, step in
                    for column in columns {
                        let place = first &+ column &* WaveletGeometry.subbands
                        unsafe target[column] = QuantizationSteps.value(
                            Int32(symbols[unchecked: place]), step: step)
                    }
                }
            }
        }
    }
}
