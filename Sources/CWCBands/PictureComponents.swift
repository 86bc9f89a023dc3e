import CWCNetwork
import CWCWavelet

/// The three components of a padded picture, in units of 1/16: what its bands join to. Spec cwc
/// §9.5, §9.6.
struct PictureComponents {
    private let width: Int
    /// `[3, H, W]`.
    private let samples: [Int32]

    /// Dequantizes symbols and undoes the transform, on several threads.
    init(
        _ symbols: BandSymbols, _ networks: WaveletNetworks, _ field: QualityField, threads: Int
    ) {
        let gains = networks.gains
        let geometry = symbols.geometry
        let count = geometry.height * geometry.width * BandGeometry.components
        width = geometry.width
        samples = [Int32](unsafeUninitializedCapacity: count) { samples, made in
            // A level is joined from the other memory, where the coarser one is.
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: count / 4) { other in
                guard let samples = samples.baseAddress, let other = other.baseAddress else {
                    return
                }
                func memory(_ level: Int) -> UnsafeMutablePointer<Int32> {
                    level % 2 == 0 ? samples : other
                }
                Self.writeLow(
                    symbols, gains, quality: field.quality, to: memory(geometry.levels))
                let joins = (1...geometry.levels).reversed().map { level in
                    let (height, width) = geometry.size(level)
                    return LevelJoin(
                        symbols: symbols.details[level - 1],
                        steps: LevelSteps(
                            gains, field, level: level, height: height, width: width),
                        height: height, width: width, coarser: memory(level),
                        target: memory(level - 1), step: networks.liftingStep)
                }
                Self.run(joins, threads: threads)
            }
            made = count
        }
    }

    /// Writes dequantized low bands, `[3, h, w]`.
    private static func writeLow(
        _ symbols: BandSymbols, _ gains: BandGains, quality: Int,
        to target: UnsafeMutablePointer<Int32>
    ) {
        let steps = BandSteps(gains, quality: quality).low
        let size = symbols.low.count / BandGeometry.components
        for (index, symbol) in symbols.low.enumerated() {
            let (place, component) = index.quotientAndRemainder(
                dividingBy: BandGeometry.components)
            target[component * size + place] = BandSteps.value(
                Int32(symbol), step: steps[component])
        }
    }

    /// Joins level after level: columns of all components, then rows.
    private static func run(_ joins: [LevelJoin], threads: Int) {
        var ends: [Int] = []
        for join in joins {
            for parts in [join.columnParts, join.rowParts] { ends.append((ends.last ?? 0) + parts) }
        }
        Crew(threads: threads).work(ends: ends) { job, part, _ in
            let join = joins[job / 2]
            if job % 2 == 0 { join.joinColumns(part) } else { join.joinRows(part) }
        }
    }

    /// Gives RGB, minus 128 and in units of 1/16, of some pixels of a row.
    @inline(__always)
    func forEachColour(
        row: Int, _ columns: Range<Int>,
        _ body: (_ column: Int, _ red: Int32, _ green: Int32, _ blue: Int32) -> Void
    ) {
        let size = samples.count / BandGeometry.components
        samples.withUnsafeBufferPointer { samples in
            guard let lightness = samples.baseAddress.map({ $0 + row * width }) else { return }
            let differences = lightness + size
            let greens = differences + size
            for x in columns {
                let (red, green, blue) = WaveletPyramid.colour(
                    lightness[x], differences[x], greens[x])
                body(x, red, green, blue)
            }
        }
    }

    /// Bytes that a picture's components take while they are made: theirs, and those of the level
    /// before the last.
    static func peakByteCount(_ geometry: BandGeometry) -> Int {
        geometry.height * geometry.width * BandGeometry.components * 4 / 4 * 5
    }
}

/// One level of the inverse transform, in parts that can be done at the same time.
private struct LevelJoin: @unchecked Sendable {
    /// Symbols of the level's detail bands, `[h, w, 9]`, and their steps.
    let symbols: [Int16]
    let steps: LevelSteps
    let height: Int
    let width: Int
    /// The low bands, `[3, h, w]`.
    let coarser: UnsafePointer<Int32>
    /// What they join to, `[3, 2·h, 2·w]`.
    let target: UnsafeMutablePointer<Int32>
    let step: LiftingStep

    /// Columns of a part, an even number, and rows of a part.
    private static let columns = 128
    private static let rows = 16

    private var stripes: Int { (width + Self.columns - 1) / Self.columns }
    private var bands: Int { (2 * height + Self.rows - 1) / Self.rows }

    var columnParts: Int { BandGeometry.components * stripes }
    var rowParts: Int { BandGeometry.components * bands }

    private func quadrants(_ component: Int) -> BandQuadrants {
        BandQuadrants(
            target + component * 4 * height * width, width: width, height: height, by: step)
    }

    /// Lays down some columns of a component, and joins them.
    func joinColumns(_ part: Int) {
        let (component, stripe) = part.quotientAndRemainder(dividingBy: stripes)
        let first = stripe * Self.columns
        let columns = first..<min(first + Self.columns, width)
        let quadrants = quadrants(component)
        let low = coarser + component * height * width + first
        for row in 0..<height {
            (quadrants.row(row, of: 0) + first)
                .update(from: low + row * width, count: columns.count)
        }
        dequantize(component, columns, to: quadrants)
        for side in 0..<2 { quadrants.lift(side: side, columns, undo: true) }
    }

    /// Joins some rows of a component.
    func joinRows(_ part: Int) {
        let (component, band) = part.quotientAndRemainder(dividingBy: bands)
        let first = band * Self.rows
        quadrants(component).joinRows(first..<min(first + Self.rows, 2 * height))
    }

    /// Lays down the detail bands of a component: all of a row together, as their symbols are.
    private func dequantize(_ component: Int, _ columns: Range<Int>, to quadrants: BandQuadrants) {
        let count = 3
        let bandSteps = (0..<count).map { steps.band(count * component + $0) }
        symbols.withUnsafeBufferPointer { symbols in
            guard let symbols = symbols.baseAddress.map({ $0 + count * component }) else { return }
            for row in 0..<height {
                for band in 0..<count {
                    let target = quadrants.row(row, of: band + 1)
                    let source = symbols + row * width * BandGeometry.bands + band
                    bandSteps[band].forEachRun(ofRow: row, columns) { columns, step in
                        for column in columns {
                            target[column] = BandSteps.value(
                                Int32(source[column * BandGeometry.bands]), step: step)
                        }
                    }
                }
            }
        }
    }
}
