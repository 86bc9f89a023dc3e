import CWCNetwork

/// The inverse transform as a stream: dequantized symbols become rows of the three components of a
/// padded picture or of a rectangle of it, or their LL subbands at a level, from the top down. Spec
/// wavelet §7, §8.
final class ComponentSynthesis {
    /// The rectangle of LL subbands that is taken in.
    let ll: SubbandRect
    private let symbols: TileSymbols
    private let llSteps: [Int32]
    /// The coarsest first.
    private var levels: [LevelSynthesis] = []
    private let emit: (ComponentRows) -> Void

    /// A stream at its top.
    ///
    /// - Parameters:
    ///   - symbols: Where the symbols of a row are when it is pushed.
    ///   - quality: The picture's quantization steps.
    ///   - step: A lifting step.
    ///   - rect: What is to be made of the last level.
    ///   - last: The last level; 0 is the padded picture.
    ///   - threads: Threads that may work.
    ///   - emit: Takes rows as they are made; those and their columns hold the rectangle and more.
    init(
        _ symbols: TileSymbols, _ quality: PictureQuality, by step: LiftingStep,
        _ rect: SubbandRect, downTo last: Int = 0, threads: Int,
        emit: @escaping (ComponentRows) -> Void
    ) {
        self.symbols = symbols
        self.emit = emit
        let geometry = symbols.geometry
        llSteps = quality.llSteps
        let rects = Self.rects(rect, downTo: last, geometry)
        ll = rects.last ?? rect
        let team = ThreadTeam(threads: threads)
        var next = emit
        for (index, rect) in rects.enumerated() {
            let synthesis = LevelSynthesis(
                level: last + index + 1, positions: rect, symbols, quality, by: step, team,
                emit: next)
            next = { synthesis.push($0) }
            levels.insert(synthesis, at: 0)
        }
    }

    /// What each level takes in, from the one after `last` to the coarsest.
    static func rects(
        _ rect: SubbandRect, downTo last: Int, _ geometry: WaveletGeometry
    ) -> [SubbandRect] {
        var rects: [SubbandRect] = []
        for level in last + 1..<geometry.levels + 1 {
            let (height, width) = geometry.size(level)
            rects.append((rects.last ?? rect).coarser(height: height, width: width))
        }
        return rects
    }

    /// The tiles whose symbols are wanted for a rectangle of a level.
    static func tiles(
        _ rect: SubbandRect, downTo last: Int, _ symbols: TileSymbols
    ) -> Set<Int> {
        let rects = rects(rect, downTo: last, symbols.geometry)
        guard !rects.isEmpty else {
            return Set(symbols.tiles(rect, level: symbols.geometry.levels))
        }
        return Set(
            rects.enumerated().flatMap { index, rect in
                symbols.tiles(rect, level: last + index + 1)
            })
    }

    /// The first row of tiles that a row pushed from now on may look at.
    var firstTileRow: Int {
        let coarsest = symbols.geometry.levels
        return levels.enumerated().map { index, level in
            symbols.tileRow(of: level.nextRow, level: coarsest - index)
        }.min() ?? 0
    }

    /// Takes a row of the LL subbands, with all that the levels can make of it.
    func push(_ row: Int) {
        let columns = ll.columns
        let count = columns.count
        unsafe withUnsafeTemporaryAllocation(
            of: Int32.self, capacity: WaveletGeometry.components * count
        ) { samples in
            let rect = SubbandRect(rows: row..<row + 1, columns: columns)
            symbols.forEachLLPart(rect) { part in
                for component in llSteps.indices {
                    for column in part.rect.columns {
                        let symbol = part.symbols?[part.place(row, column) + component]
                        unsafe samples.initializeElement(
                            at: component * count + column - columns.lowerBound,
                            to: QuantizationSteps.value(
                                Int32(symbol ?? 0), step: llSteps[component]))
                    }
                }
            }
            let samples = unsafe samples
            let rows = unsafe ComponentRows(row..<row + 1, columns: columns) { _, component in
                unsafe UnsafeMutableBufferPointer(
                    rebasing: samples[component * count..<(component + 1) * count])
            }
            if let coarsest = levels.first { coarsest.push(rows) } else { emit(rows) }
        }
    }

    /// Bytes of the windows for a rectangle of a level.
    static func byteCount(
        _ rect: SubbandRect, downTo last: Int = 0, _ geometry: WaveletGeometry
    ) -> Int {
        rects(rect, downTo: last, geometry).enumerated().reduce(0) { sum, level in
            sum
                + LevelSynthesis.byteCount(
                    level: last + level.offset + 1, columns: level.element.columns.count)
        }
    }
}
