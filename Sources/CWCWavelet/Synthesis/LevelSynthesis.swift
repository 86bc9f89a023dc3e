import CWCNetwork

/// One level of the inverse transform: from rows of its LL subbands and from its symbols to rows of
/// the LL subbands of the next finer level, as a stream from the top down.
final class LevelSynthesis {
    /// The level, and the positions of it that are taken in.
    private let level: Int
    private let positions: SubbandRect
    private let symbols: TileSymbols
    private let quality: PictureQuality
    private let window: LiftingWindow
    private let turn: Int
    private let team: ThreadTeam
    private let emit: (ComponentRows) -> Void

    /// Columns of a part, an even number, and rows of a part.
    private static let columns = 128
    private static let rows = 16
    /// Samples from which on it is worth to wake other threads.
    private static let parallelCount = 1 << 14

    /// A stream at its top.
    ///
    /// - Parameters:
    ///   - level: The level.
    ///   - positions: What is taken in; beyond it, samples are mirrored as beyond the picture.
    ///   - symbols: Where the symbols are when their rows are pushed.
    ///   - quality: The picture's quantization steps.
    ///   - step: A lifting step.
    ///   - team: Who works.
    ///   - emit: Takes rows as they are made.
    init(
        level: Int, positions: SubbandRect, _ symbols: TileSymbols, _ quality: PictureQuality,
        by step: LiftingStep, _ team: ThreadTeam, emit: @escaping (ComponentRows) -> Void
    ) {
        self.level = level
        self.positions = positions
        self.symbols = symbols
        self.quality = quality
        self.team = team
        self.emit = emit
        turn = Self.turn(level)
        window = LiftingWindow(
            pairs: positions.rows, width: positions.columns.count, turn: turn, undo: true, by: step)
    }

    /// Rows of a level that are taken in at a time: of the finest 32, which make 64.
    static func turn(_ level: Int) -> Int { max(1, 64 >> level) }

    /// Bytes of the level's window.
    static func byteCount(level: Int, columns: Int) -> Int {
        LiftingWindow.byteCount(width: columns, turn: turn(level))
    }

    /// The next row whose symbols are wanted.
    var nextRow: Int { window.pairs.upperBound }

    /// Takes rows of the LL subbands, and gives what they make possible.
    func push(_ ll: ComponentRows) {
        var rows = ll.rows.clamped(to: positions.rows)
        while !rows.isEmpty {
            let turn = rows.prefix(turn)
            rows = turn.upperBound..<rows.upperBound
            take(turn, ll)
        }
    }

    private func take(_ rows: Range<Int>, _ ll: ComponentRows) {
        let first = window.done
        _ = window.append(rows.count)
        quality.prepare(level: level, rows)
        let done = 2 * first..<2 * window.done
        let width = positions.columns.count
        let groups = (width + Self.columns - 1) / Self.columns
        let rowGroups = (done.count + Self.rows - 1) / Self.rows
        let components = WaveletGeometry.components
        let team = rows.count * width < Self.parallelCount ? ThreadTeam(threads: 1) : team
        team.work(ends: [components * groups, components * (groups + rowGroups)]) { job, part, _ in
            if job == 0 {
                let (component, group) = part.quotientAndRemainder(dividingBy: groups)
                let first = group * Self.columns
                join(component, first..<min(first + Self.columns, width), rows, ll)
            } else {
                let (component, group) = part.quotientAndRemainder(dividingBy: rowGroups)
                let first = done.lowerBound + group * Self.rows
                for row in first..<min(first + Self.rows, done.upperBound) {
                    window.joinRow(row, component)
                }
            }
        }
        guard !done.isEmpty else { return }
        let columns = 2 * positions.columns.lowerBound..<2 * positions.columns.upperBound
        emit(
            unsafe ComponentRows(done, columns: columns) { [window] row, component in
                unsafe window.samples(row, component)
            })
    }

    /// Lays down some columns of a component, counted from the first, and joins them.
    private func join(
        _ component: Int, _ columns: Range<Int>, _ rows: Range<Int>, _ ll: ComponentRows
    ) {
        let first = positions.columns.lowerBound
        let absolute = columns.lowerBound + first..<columns.upperBound + first
        for row in rows {
            _ = unsafe window.samples(2 * row, component)[columns]
                .update(fromContentsOf: ll.samples(row, component, absolute))
        }
        symbols.forEachPart(level: level, SubbandRect(rows: rows, columns: absolute)) { part in
            for row in part.rect.rows { dequantize(part, component, row) }
        }
        window.lift(component, columns)
        let width = positions.columns.count
        window.lift(component, columns.lowerBound + width..<columns.upperBound + width)
    }

    /// Lays down a row of the detail subbands of a component: HL, LH and HH together, as their symbols
    /// are.
    private func dequantize(_ part: TilePart, _ component: Int, _ row: Int) {
        let count = WaveletGeometry.orientations
        let columns = part.rect.columns
        let (steps, stepsRow) = quality.steps(level: level, row: row)
        for orientation in 0..<count {
            let target = unsafe window.samples(
                2 * row + (orientation == 0 ? 0 : 1), component)
            let side =
                (orientation == 1 ? 0 : positions.columns.count) - positions.columns.lowerBound
            // All that the loops below look at.
            precondition(
                side + columns.lowerBound >= 0 && side + columns.upperBound <= target.count)
            guard let symbols = part.symbols else {
                for column in columns { unsafe target[side + column] = 0 }
                continue
            }
            let subband = count * component + orientation
            let first = part.place(row, 0) + subband
            precondition(
                first + columns.lowerBound * WaveletGeometry.subbands >= 0
                    && first + (columns.upperBound - 1) * WaveletGeometry.subbands < symbols.count)
            let span = symbols.span
            steps[subband].forEachRun(ofRow: stepsRow, columns) { columns, step in
                for column in columns {
                    unsafe target[side + column] = QuantizationSteps.value(
                        Int32(span[unchecked: first &+ column &* WaveletGeometry.subbands]),
                        step: step)
                }
            }
        }
    }
}
