import CWCNetwork

/// The three components of a padded picture, or their LL subbands at a level, in units of 1/16:
/// dequantized symbols after the inverse transform. Spec wavelet §7, §8.
struct ComponentSynthesis {
    /// Rows and columns.
    let height: Int
    let width: Int
    /// `[3, height, width]`.
    private let samples: [Int32]

    /// Dequantizes symbols and undoes the transform as far as a level, on several threads.
    init(
        _ symbols: SubbandSymbols, _ networks: WaveletNetworks, _ qualityMap: QualityMap,
        downTo last: Int = 0, threads: Int
    ) {
        let baseSteps = networks.baseSteps
        let geometry = symbols.geometry
        (height, width) = geometry.size(last)
        let count = height * width * WaveletGeometry.components
        samples = unsafe [Int32](unsafeUninitializedCapacity: count) { samples, made in
            // A level is synthesised from the other memory, where the coarser one is.
            unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: count / 4) { other in
                func memory(_ level: Int) -> UnsafeMutableBufferPointer<Int32> {
                    let halvings = level - last
                    return unsafe UnsafeMutableBufferPointer(
                        rebasing: (halvings % 2 == 0 ? samples : other)[
                            ..<(count >> (2 * halvings))])
                }
                let coarsest = unsafe memory(geometry.levels)
                var ll = unsafe coarsest.mutableSpan
                Self.writeLL(symbols, baseSteps, quality: qualityMap.quality, to: &ll)
                let levels = (last..<geometry.levels).reversed().map { finer in
                    let level = finer + 1
                    let (height, width) = geometry.size(level)
                    return unsafe LevelSynthesis(
                        symbols: symbols.details[level - 1],
                        steps: LevelQuantizationSteps(
                            baseSteps, qualityMap, level: level, height: height, width: width),
                        height: height, width: width, coarser: memory(level),
                        target: memory(level - 1), step: networks.liftingStep)
                }
                Self.run(levels, threads: threads)
            }
            made = count
        }
    }

    /// Writes dequantized LL subbands, `[3, h, w]`.
    private static func writeLL(
        _ symbols: SubbandSymbols, _ baseSteps: BaseQuantizationSteps, quality: Int,
        to target: inout MutableSpan<Int32>
    ) {
        let steps = QuantizationSteps(baseSteps, quality: quality).ll
        let size = symbols.ll.count / WaveletGeometry.components
        for (index, symbol) in symbols.ll.enumerated() {
            let (place, component) = index.quotientAndRemainder(
                dividingBy: WaveletGeometry.components)
            target[component * size + place] = QuantizationSteps.value(
                Int32(symbol), step: steps[component])
        }
    }

    /// Synthesises level after level: columns of all components, then rows.
    private static func run(_ levels: [LevelSynthesis], threads: Int) {
        var ends: [Int] = []
        for level in levels {
            for parts in [level.columnParts, level.rowParts] {
                ends.append((ends.last ?? 0) + parts)
            }
        }
        ThreadTeam(threads: threads).work(ends: ends) { job, part, _ in
            let level = levels[job / 2]
            if job % 2 == 0 { level.joinColumns(part) } else { level.joinRows(part) }
        }
    }

    /// Gives RGB, minus 128 and in units of 1/16, of some pixels of a row, counted from the first of
    /// them.
    @inline(__always)
    func forEachColour(
        row: Int, _ columns: Range<Int>,
        _ body: (_ index: Int, _ red: Int32, _ green: Int32, _ blue: Int32) -> Void
    ) {
        let size = samples.count / WaveletGeometry.components
        let first = row * width + columns.lowerBound
        let luma = samples.span.extracting(first..<first + columns.count)
        let redBlue = samples.span.extracting(first + size..<first + size + columns.count)
        let green = samples.span.extracting(first + 2 * size..<first + 2 * size + columns.count)
        for index in 0..<columns.count {
            let (r, g, b) = WaveletPyramid.colour(luma[index], redBlue[index], green[index])
            body(index, r, g, b)
        }
    }

    /// Gives the LL samples of the components of some pixels of a row.
    func forEachSample(
        row: Int, _ columns: Range<Int>,
        _ body: (_ column: Int, _ luma: Int32, _ redBlue: Int32, _ green: Int32) -> Void
    ) {
        let size = samples.count / WaveletGeometry.components
        for x in columns {
            let place = row * width + x
            body(x, samples[place], samples[size + place], samples[2 * size + place])
        }
    }

    /// Bytes that a picture's components take while they are made: theirs, and those of the level
    /// before the last.
    static func peakByteCount(_ geometry: WaveletGeometry) -> Int {
        geometry.height * geometry.width * WaveletGeometry.components * 4 / 4 * 5
    }
}
